// The real Claude Code and the real Codex, offline: a stand-in for their models on loopback asks for each tool.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { callTool, connectClassic } from "../support/clients.ts";
import { askClaudeCode, askCodex, installAssistants } from "../support/command-line-assistants.ts";
import { startDemo } from "../support/demo.ts";
import { removeDirectory, type StartedProduct, temporaryDirectory } from "../support/product.ts";
import { openStubModel, type WantedCall } from "../support/stub-model.ts";

const assistants = await installAssistants();
const skip = assistants === null && "Claude Code and Codex cannot be installed from the package registry here.";

const CALLS: readonly WantedCall[] = [
  { tool: "get_analytics", args: { period: "last_30_days" } },
  { tool: "get_timeseries", args: {} },
  { tool: "get_realtime", args: {} },
  { tool: "get_top_pages", args: { period: "this_year" } },
  { tool: "get_traffic_sources", args: { groupBy: "channel" } },
  { tool: "get_top_locations", args: { groupBy: "city" } },
  { tool: "get_events", args: { startDate: "2026-10", endDate: "2026-10" } },
  { tool: "get_revenue", args: { period: "this_month" } },
  { tool: "get_revenue_timeseries", args: { period: "last_90_days" } },
  { tool: "get_top_customers", args: { period: "all" } },
  { tool: "get_channel_roi", args: { period: "last_90_days", groupBy: "channel" } },
  { tool: "list_projects", args: {} },
];
const REFUSED: WantedCall = { tool: "get_analytics", args: { startDate: "2026-02-30" } };

let product: StartedProduct;
const home = temporaryDirectory();
before(async () => {
  if (!skip) product = await startDemo({ env: { MCP_CALLS_PER_MINUTE: "0" } });
});
after(async () => {
  await product?.stop();
  if (product) removeDirectory(product.dataDirectory);
  removeDirectory(home);
});

const ASK = {
  "Claude Code": { program: assistants?.claude, ask: askClaudeCode },
  Codex: { program: assistants?.codex, ask: askCodex },
};
for (const [name, { program = "", ask }] of Object.entries(ASK)) {
  test(`${name} calls each tool, and the whole answer reaches its model`, { skip }, async () => {
    const calls = [...CALLS, REFUSED];
    const model = await openStubModel("heliometer", calls);
    const surroundings = { mcpUrl: product.mcpUrl, key: product.demo().secretKey, home };
    const run = await ask(program, surroundings, model.origin);
    await model.close();
    assert.equal(run.exitCode, 0, run.stdout.slice(-2_000) + run.stderr.slice(-2_000));
    const answers = model.answers();
    assert.equal(answers.length, calls.length, run.stdout.slice(-2_000) + run.stderr.slice(-2_000));

    const client = await connectClassic(product.mcpUrl, product.demo().secretKey);
    for (const [index, { tool, args }] of CALLS.entries()) {
      const answer = answers[index] ?? "";
      // Codex writes how long it took before the answer itself.
      const json = answer.slice(answer.indexOf("{"));
      assert.ok(json.length <= 8_000, `${tool}: ${json.length} characters`);
      const { structured } = await callTool(client, tool, args);
      assert.deepEqual(shapeOf(JSON.parse(json)), shapeOf(structured), tool);
    }
    await client.close();
    assert.match(answers.at(-1) ?? "", /startDate.*2026-02-30.*example/is);
  });
}

/** The names of an answer, all the way down: its numbers move on while visitors come. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (typeof value !== "object" || value === null) return typeof value === "number" ? "number" : "value";
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, shapeOf(entry)]));
}
