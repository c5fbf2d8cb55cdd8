import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { freePort, removeDirectory, runToEnd, temporaryDirectory } from "../support/product.ts";

const FIXTURES = fileURLToPath(new URL("../../packages/revenue/fixtures/", import.meta.url));

const dataDirectory = temporaryDirectory();
const files = temporaryDirectory();
let projectId = "";

before(async () => {
  await run("user", "add", "--email", "owner@example.com", "--password", "eight quiet harbours");
  const added = await run("project", "add", "--name", "Shop", "--owner", "owner@example.com", "--currency", "EUR");
  projectId = /added: (\S+)/.exec(added.output)?.[1] ?? "";
});
after(() => {
  removeDirectory(dataDirectory);
  removeDirectory(files);
});

async function run(...args: string[]): Promise<{ code: number | null; output: string }> {
  return runToEnd({ port: await freePort(), dataDirectory, script: ["apps/server/src/cli.ts", ...args] });
}

const importSpend = (file: string, ...more: string[]) => run("spend", "import", file, "--project", projectId, ...more);

test("a report of Google Ads is shown, stored, and stored again without effect", async () => {
  const path = join(FIXTURES, "spend/google-ads-de.csv");
  const shown = await importSpend(path, "--dry-run");
  assert.equal(shown.code, 0, shown.output);
  assert.match(shown.output, /Google Ads: 5 rows read\.\nAmounts are written with a decimal comma\./);
  assert.match(shown.output, /2 sums of the report are left out/);
  assert.match(shown.output, /3 rows are new, 0 restate what is stored, 0 say the same/);
  assert.match(shown.output, /2026-11 {2}2233\.63 EUR {2}\(3 rows\)/);
  assert.match(shown.output, /Nothing is stored \(--dry-run\)/);
  assert.match((await importSpend(path)).output, /Stored in Shop: 3 new rows, 0 restated, 0 as they were/);
  assert.match((await importSpend(path)).output, /Stored in Shop: 0 new rows, 0 restated, 3 as they were/);
});

test("a file with one row at fault is told row by row, and nothing of it is stored", async () => {
  const path = join(files, "own.csv");
  const rows = ["2026-11-01,Podcast,EUR,1250", '2026-11-02,Podcast,EUR,"12,50"', "2026-11-02,Podcast,EURO,1"];
  writeFileSync(path, `date,channel,currency,amount\n${rows.join("\n")}\n`);
  const refused = await importSpend(path);
  assert.equal(refused.code, 3, refused.output);
  assert.match(
    refused.output,
    /Nothing is stored\. 2 rows are at fault:\n {2}line 3, amount: .* Received: 12,50\.\n {2}line 4, currency: /,
  );
  writeFileSync(path, `date,channel,currency,amount\n${rows[0]}\n`);
  assert.match((await importSpend(path)).output, /1 new rows/);
  const unknown = await importSpend(join(files, "nowhere.csv"));
  assert.deepEqual([unknown.code, /There is no such file/.test(unknown.output)], [1, true]);
});

test("the ECB's rates are stored, and a table of something else is refused", async () => {
  const stored = await run("rates", "import", join(FIXTURES, "rates/eurofxref-hist.csv"), "--project", projectId);
  assert.match(stored.output, /Stored in Shop: 10 new rates; 0 were known for their day/);
  const again = await run("rates", "import", join(FIXTURES, "rates/eurofxref.csv"), "--project", projectId);
  assert.match(again.output, /Stored in Shop: 1 new rates; 2 were known for their day/);
  const refused = await run("rates", "import", join(FIXTURES, "rates/own-faults.csv"), "--project", projectId);
  assert.deepEqual([refused.code, /5 rows are at fault:\n {2}line 2, rate:/.test(refused.output)], [3, true]);
  const other = await run("rates", "import", join(FIXTURES, "spend/own.csv"), "--project", projectId);
  assert.deepEqual([other.code, /no table of exchange rates/.test(other.output)], [1, true]);
});

test("a payment provider is connected, listed, and asked for its history", async () => {
  const secrets = [
    "--signing-secret",
    "whsec_0123456789abcdef0123456789abcdef",
    "--api-key",
    "rk_test_0123456789abcdef",
  ];
  const connected = await run("revenue", "connect", "stripe", "--project", projectId, "--name", "Main", ...secrets);
  assert.equal(connected.code, 0, connected.output);
  const id = /Connected: (\S+)/.exec(connected.output)?.[1] ?? "";
  assert.ok(connected.output.includes(`/api/v1/webhooks/stripe/${id}`));
  const started = await run("revenue", "backfill", id, "--project", projectId);
  assert.match(started.output, /Noted\. A running server reads the history/);
  const listed = await run("revenue", "list", "--project", projectId);
  assert.match(
    listed.output,
    /Main \(stripe\)[\s\S]*signing secret yes, API key yes[\s\S]*history +running, 0 objects/,
  );
  for (const { output } of [connected, listed]) assert.ok(!output.includes("0123456789abcdef"), output);
  const unknown = await run("revenue", "connect", "ebay", "--project", projectId);
  assert.deepEqual([unknown.code, /stripe, paddle/.test(unknown.output)], [1, true]);
});
