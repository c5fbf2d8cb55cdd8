import assert from "node:assert/strict";
import { appendFileSync, cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { callTool, connectClassic } from "../support/clients.ts";
import { freePort, removeDirectory, runToEnd, startProduct, temporaryDirectory } from "../support/product.ts";

const FIXTURES = fileURLToPath(new URL("../../packages/import/fixtures/", import.meta.url));
const RANGE = { startDate: "2024-03-01", endDate: "2024-03-02" };

const dataDirectory = temporaryDirectory();
const exports = temporaryDirectory();
let projectId = "";
let secretKey = "";

before(async () => {
  cpSync(FIXTURES, exports, { recursive: true });
  await run("user", "add", "--email", "owner@example.com", "--password", "eight quiet harbours");
  const added = await run(
    "project",
    "add",
    "--name",
    "Shop",
    "--owner",
    "owner@example.com",
    "--timezone",
    "Europe/Paris",
  );
  projectId = /added: (\S+)/.exec(added.output)?.[1] ?? "";
  secretKey = /hm_sk_\S+/.exec((await run("key", "create", "--project", projectId)).output)?.[0] ?? "";
});
after(() => {
  removeDirectory(dataDirectory);
  removeDirectory(exports);
});

/** A command of the command line, which ends by itself. */
async function run(...args: string[]): Promise<{ code: number | null; output: string }> {
  return runToEnd({ port: await freePort(), dataDirectory, script: ["apps/server/src/cli.ts", ...args] });
}

const importing = (...args: string[]) => run("import", ...args, "--project", projectId);

test("a history is planned, imported, imported again without effect, and answers an assistant's questions", async () => {
  const path = join(exports, "plausible");
  const planned = await importing("plausible", path, "--dry-run");
  assert.equal(planned.code, 0, planned.output);
  assert.match(planned.output, /To store {2}16 events built for 2 days, 2024-03-01 to 2024-03-02/);
  assert.match(planned.output, /Nothing is stored \(--dry-run\)/);
  const first = await importing("plausible", path);
  assert.match(first.output, /16 events stored\.\n[\s\S]*Who came back/);
  assert.match(first.output, /\d+ events a second/);
  const second = await importing("auto", path);
  assert.match(second.output, /0 events stored\. 16 were there already/);

  const product = await startProduct({ dataDirectory });
  const client = await connectClassic(product.mcpUrl, secretKey);
  const { structured } = await callTool(client, "get_top_pages", RANGE);
  const rows = structured.data.rows as { path: string; pageViews: number; entries: number }[];
  assert.deepEqual(
    rows.map((row) => [row.path, row.pageViews, row.entries]),
    [
      ["/", 7, 6],
      ["/pricing", 4, 1],
      ["/docs", 1, 0],
    ],
  );
  assert.match(String(structured.meta.warnings), /imported from Plausible as figures of whole days/);
  const analytics = await callTool(client, "get_analytics", RANGE);
  const { sessions, pageViews, uniqueVisitors, bounceRate } = analytics.structured.data;
  assert.deepEqual([sessions, pageViews, uniqueVisitors, bounceRate], [7, 12, 6, 42.9]);
  await client.close();

  const beside = await importing("plausible", path);
  assert.equal(beside.code, 1);
  assert.match(beside.output, /is in use by another Heliometer process .*Stop that one first/);
  await product.stop();
});

test("rows that cannot be read are told, listed beside the export, and change the exit code", async () => {
  const path = join(exports, "umami", "website_event.csv");
  appendFileSync(path, '"broken\n');
  const { code, output } = await importing("umami", path, "--since", "2024-03-02");
  assert.match(output, /import from plausible already/);
  assert.equal(code, 1);
  appendFileSync(path, '"\n');
  const late = await run("project", "add", "--name", "Other", "--owner", "owner@example.com");
  const other = /added: (\S+)/.exec(late.output)?.[1] ?? "";
  const ran = await run("import", "umami", path, "--project", other);
  assert.equal(ran.code, 3, ran.output);
  assert.match(ran.output, /Refused {3}1 row; all of them are listed in .*website_event\.csv\.refused\.csv/);
  assert.match(ran.output, /7 events stored/);
  assert.match(readFileSync(`${path}.refused.csv`, "utf8"), /has 1 cells where the header has 36/);
});

test("what cannot be meant is refused with a sentence", async () => {
  const unknown = await importing("fathom", exports);
  assert.deepEqual(
    [unknown.code, unknown.output.trim()],
    [
      1,
      "import: is not a tool whose exports are known. Received: fathom. Allowed: plausible, umami, ga4, matomo, auto.",
    ],
  );
  assert.match((await run("import", "auto", exports)).output, /--project: is required/);
});
