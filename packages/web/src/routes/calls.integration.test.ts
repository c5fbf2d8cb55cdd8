import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type CallRecord, recordCalls } from "@heliometer/accounts";
import type { TestBrowser } from "../testing/browser.ts";
import { NOW, openSite, type Site } from "../testing/site.ts";

let site: Site;
let shop: string;
let path: string;
let admin: TestBrowser & { userId: string };
before(async () => {
  site = await openSite();
  shop = await site.addProject("Shop");
  path = `/projects/${shop}/settings/calls`;
  admin = await site.signInAs({ email: "admin@example.com", roles: { [shop]: "admin" } });
});
after(() => site.close());

test("without a call the page says so and leads to the connect guide", async () => {
  const { body } = await admin.get(path);
  assert.match(body, /No assistant has asked about this project yet/);
  assert.match(body, new RegExp(`href="/projects/${shop}/settings/connect"`));
});

test("admins read who asked what, and how it ended, and download the same", async () => {
  await recordCalls(site.operator, [
    { ...callOf(shop), client: '<b>claude-code</b> "2.1"', at: NOW - 1_000 },
    { ...callOf(shop), outcome: "invalid_request", rowCount: null, actorKind: "personal_token", userId: admin.userId },
    { ...callOf(shop), tool: "", argumentsDigest: "", outcome: "rate_limited", rowCount: 4_321 },
  ]);
  const { body } = await admin.get(path);
  for (const text of [
    "get_top_pages",
    "0011223344556677",
    "12 ms",
    "Answered",
    "Arguments refused",
    "Refused: too many calls",
    "4,321",
    "admin@example.com",
  ]) {
    assert.ok(body.includes(text), text);
  }
  assert.ok(body.includes("&lt;b&gt;claude-code&lt;/b&gt;"));
  assert.match(body, /aria-current="page">Call log/);
  const file = await admin.get(`${path}.csv`);
  assert.equal(file.headers["content-type"], "text/csv; charset=utf-8");
  assert.equal(file.headers["content-disposition"], 'attachment; filename="call-log.csv"');
  const [head, ...rows] = file.body.trim().split("\r\n");
  assert.match(head ?? "", /^time,who,credential,client,tool/);
  assert.equal(rows.length, 3);
});

test("more calls than one page holds are reached one page after another", async () => {
  const crowded = await site.addProject("Crowded");
  const owner = await site.signInAs({ email: "owner@example.com", roles: { [crowded]: "owner" } });
  const calls = Array.from({ length: 150 }, (_, index) => ({
    ...callOf(crowded),
    at: NOW - index,
    tool: `tool-${index}-`,
  }));
  await recordCalls(site.operator, calls);
  const first = (await owner.get(`/projects/${crowded}/settings/calls`)).body;
  const next = /href="([^"]+)">Older calls/.exec(first)?.[1]?.replaceAll("&amp;", "&") ?? "";
  const second = (await owner.get(next)).body;
  assert.ok(first.includes("tool-99-") && !first.includes("tool-100-"));
  assert.ok(second.includes("tool-100-") && second.includes("tool-149-") && !second.includes("Older calls"));
});

test("editors are told that it needs an admin, and see no tab", async () => {
  const editor = await site.signInAs({ email: "editor@example.com", roles: { [shop]: "editor" } });
  for (const address of [path, `${path}.csv`]) assert.equal((await editor.get(address)).statusCode, 403);
  assert.doesNotMatch((await editor.get(`/projects/${shop}/settings`)).body, /Call log/);
});

function callOf(projectId: string): CallRecord {
  return {
    at: NOW,
    projectId,
    actorKind: "secret_key",
    userId: null,
    credentialId: "key",
    client: "test 1",
    tool: "get_top_pages",
    argumentsDigest: "0011223344556677",
    rowCount: 10,
    durationMs: 12,
    outcome: "answered",
  };
}
