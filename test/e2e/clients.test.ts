import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  callTool,
  connectClassic,
  createModern,
  LATEST_HANDSHAKE_REVISION,
  MODERN_REVISION,
} from "../support/clients.ts";
import { startDemo } from "../support/demo.ts";
import { connectThroughMcpRemote, runInspector } from "../support/other-clients.ts";
import { readPage, signInByForm } from "../support/page.ts";
import { removeDirectory, type StartedProduct, temporaryDirectory } from "../support/product.ts";

const TOOLS = [
  "get_analytics",
  "get_timeseries",
  "get_realtime",
  "get_top_pages",
  "get_traffic_sources",
  "get_top_locations",
  "get_events",
  "get_revenue",
  "get_revenue_timeseries",
  "get_top_customers",
  "get_channel_roi",
  "list_projects",
];

let product: StartedProduct;
const home = temporaryDirectory();
before(async () => {
  product = await startDemo({ env: { MCP_CALLS_PER_MINUTE: "0" } });
});
after(async () => {
  await product.stop();
  removeDirectory(product.dataDirectory);
  removeDirectory(home);
});

test("the SDK's 1.x client lists and calls every tool with a key in X-API-Key", async () => {
  const client = await connectClassic(product.mcpUrl, product.demo().secretKey);
  const { tools } = await client.listTools();
  assert.deepEqual(tools.map(({ name }) => name).toSorted(), TOOLS.toSorted());
  for (const tool of tools) {
    const answer = await callTool(client, tool.name);
    assert.equal(answer.isError, false, `${tool.name}: ${answer.text}`);
    assert.ok(answer.structured.summary.length > 10, tool.name);
    assert.deepEqual(
      JSON.parse(answer.text),
      answer.structured,
      `${tool.name}: the text says the same as the structure`,
    );
    assert.ok(answer.text.length <= 8_000, `${tool.name}: a default answer fits 8,000 characters`);
  }
  await client.close();
});

const MODES = { default: LATEST_HANDSHAKE_REVISION, auto: MODERN_REVISION, pinned: MODERN_REVISION } as const;
for (const [mode, revision] of Object.entries(MODES))
  test(`the 2.x client in its mode "${mode}" speaks ${revision} and calls every tool with a key as a Bearer token`, async () => {
    const { client, createTransport } = createModern(
      product.mcpUrl,
      { key: product.demo().secretKey },
      mode as keyof typeof MODES,
    );
    await client.connect(createTransport());
    assert.equal(client.getNegotiatedProtocolVersion(), revision);
    const { tools } = await client.listTools();
    assert.deepEqual(tools.map(({ name }) => name).toSorted(), TOOLS.toSorted());
    for (const tool of tools) {
      const answer = await callTool(client, tool.name);
      assert.equal(answer.isError, false, `${tool.name}: ${answer.text}`);
    }
    await client.close();
  });

test("a wrong argument comes back as a result that names the field and shows arguments that work", async () => {
  const client = await connectClassic(product.mcpUrl, product.demo().secretKey);
  const answer = await callTool(client, "get_analytics", { startDate: "2026-02-30" });
  assert.equal(answer.isError, true);
  assert.match(answer.text, /startDate/);
  assert.match(answer.text, /2026-02-30/);
  assert.match(answer.text, /example/i);
  await client.close();
});

for (const era of ["legacy", "auto", "modern"] as const) {
  test(`the Inspector's command line finds no broken schema and calls every tool in its era "${era}"`, async () => {
    const surroundings = { mcpUrl: product.mcpUrl, key: product.demo().secretKey, home };
    const listed = await runInspector(surroundings, era, ["--strict", "--method", "tools/list"]);
    assert.equal(listed.exitCode, 0, listed.stdout + listed.stderr);
    const names: string[] = readResult(listed.stdout).tools.map(({ name }: { name: string }) => name);
    assert.deepEqual(names.toSorted(), TOOLS.toSorted());
    for (const name of era === "auto" ? names : names.slice(0, 2)) {
      const called = await runInspector(surroundings, era, ["--method", "tools/call", "--tool-name", name]);
      assert.equal(called.exitCode, 0, `${name}: ${called.stdout}${called.stderr}`);
      assert.ok(readResult(called.stdout).structuredContent.summary.length > 10, name);
    }
  });
}

test("mcp-remote, the bridge for programs without HTTP, lists and calls every tool", async () => {
  const client = await connectThroughMcpRemote({ mcpUrl: product.mcpUrl, key: product.demo().secretKey, home });
  const { tools } = await client.listTools();
  assert.deepEqual(tools.map(({ name }) => name).toSorted(), TOOLS.toSorted());
  for (const { name } of tools) {
    const answer = await callTool(client, name);
    assert.equal(answer.isError, false, `${name}: ${answer.text}`);
    assert.deepEqual(JSON.parse(answer.text), answer.structured, name);
  }
  await client.close();
});

test("each of these calls stands in the project's call log, as a page and as a file, without what was asked", async () => {
  const client = await connectClassic(product.mcpUrl, product.demo().secretKey);
  const { structured } = await callTool(client, "list_projects");
  await callTool(client, "get_events", { eventName: "a-secret-name" });
  await client.close();
  const [project] = structured.data.projects as { id: string }[];
  const path = `/projects/${project?.id}/settings/calls`;
  const cookie = await signInByForm(product);
  const file = await readWhen(`${path}.csv`, cookie, /get_events/);
  const page = await readPage(product, path, cookie);
  for (const tool of TOOLS) assert.ok(file.includes(`,${tool},`), tool);
  assert.match(page, /get_events/);
  assert.doesNotMatch(file + page, /a-secret-name/);
});

/** Calls are written a moment after they are answered. */
async function readWhen(path: string, cookie: string, shown: RegExp): Promise<string> {
  const limit = performance.now() + 10_000;
  for (;;) {
    const text = await readPage(product, path, cookie);
    if (shown.test(text) || performance.now() > limit) return text;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function readResult(output: string) {
  const value = JSON.parse(output);
  return value.result ?? value;
}
