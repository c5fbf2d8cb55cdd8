import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { resendRefused } from "@heliometer/accounts";
import { NOON, startServer, type TestServer } from "./testing/server.ts";

const HOUR_MS = 3_600_000;
const ADDRESS = "203.0.113.77";
const AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0";
let now = NOON;
let server: TestServer;
before(async () => {
  server = await startServer({ clock: () => now });
});
after(() => server.close());

const headers = { "user-agent": AGENT, "accept-language": "de-CH,de;q=0.9", "x-forwarded-for": ADDRESS };
const post = (path: string, body: unknown) => server.post(path, body, headers);

async function refusedRows() {
  await server.ingest.settle();
  return server.ctx.db.selectFrom("refused_events").selectAll().orderBy("at").orderBy("id").execute();
}

async function forgetAll(): Promise<void> {
  await refusedRows();
  await server.ctx.db.deleteFrom("refused_events").execute();
  await server.ctx.db.deleteFrom("refused_counts").execute();
}

test("a refused event is kept with its reason and its body, and without address and agent", async () => {
  await forgetAll();
  await post("/api/t/ce", { visitorId: "v-1", eventName: "2fast", path: "/" });
  await post("/api/track/errors", { visitorId: "v-2", type: "?", message: "x", userAgent: AGENT });
  await post("/api/t/e", '{"visitorId":"v-3","path":');
  const rows = await refusedRows();
  assert.deepEqual(
    rows.map(({ reason, kind, body, is_whole, visitor_id, at }) => [reason, kind, body, is_whole, visitor_id, at]),
    [
      ["invalid_field", "/api/t/ce", '{"visitorId":"v-1","eventName":"2fast","path":"/"}', 1, "v-1", NOON],
      ["invalid_field", "/api/t/er", '{"visitorId":"v-2","type":"?","message":"x","userAgent":""}', 1, "v-2", NOON],
      ["body_unreadable", "/api/t/e", '{"visitorId":"v-3","path":', 1, "v-3", NOON],
    ].toSorted(
      (one, other) => rows.findIndex((row) => row.body === one[2]) - rows.findIndex((row) => row.body === other[2]),
    ),
  );
  assert.match(rows.find((row) => row.kind === "/api/t/ce")?.detail ?? "", /^eventName: must start with a letter/);
  for (const row of rows) {
    const text = JSON.stringify(row);
    for (const secret of [ADDRESS, "127.0.0.1", "Gecko", "Linux x86_64"]) assert.ok(!text.includes(secret), secret);
    const { visitor, ...known } = JSON.parse(row.circumstances);
    assert.deepEqual(known, {
      ...{ device: "desktop", browser: "Firefox", os: "Linux", language: "de-CH", origin: "" },
      place: { country: "", region: "", city: "" },
      isNameless: false,
    });
    assert.ok(visitor.length > 10);
  }
});

test("a refused identification is kept without the name and the address that came with it", async () => {
  await forgetAll();
  const who = { visitorId: "v-1", userId: "u-1", name: "Ada Lovelace", email: "ada@" };
  const refused = await post("/api/t/i", who);
  assert.match(refused.body.error.message, /^email: .*Received: ada@/);
  await post("/api/t/i", JSON.stringify(who).slice(0, -1));
  const rows = await refusedRows();
  assert.equal(rows.length, 2);
  assert.doesNotMatch(JSON.stringify(rows), /ada@|Lovelace/);
  assert.ok(rows.some(({ detail }) => detail.startsWith("email: must be an e-mail address")));
});

test("what is sent again carries the original time and circumstances, and counts once however often it is sent", async () => {
  await forgetAll();
  const tooDeep = { a: { b: { c: { d: { e: { f: 1 } } } } } };
  now = NOON - HOUR_MS;
  await post("/api/t/ce", { visitorId: "again", eventName: "deep", path: "/again", properties: tooDeep });
  now = NOON;
  const [row] = await refusedRows();
  assert.ok(row);
  // As if a release with another limit had been installed meanwhile.
  const body = row.body.replace('{"f":1}', "1");
  const event = { ...row, projectId: row.project_id, at: Number(row.at), body };
  assert.deepEqual([await server.ingest.resend(event), await server.ingest.resend(event)], [null, null]);
  const events = await server.rows("select ts, name from events where path = '/again'");
  assert.deepEqual(events, [{ ts: NOON - HOUR_MS, name: "deep" }]);
  const [visit] = await server.rows(
    "select browser, os, language from sessions where entry_path = '' and browser = 'Firefox'",
  );
  assert.deepEqual(visit, { browser: "Firefox", os: "Linux", language: "de-CH" });
});

test("sending again through the same verb as the page: what is still wrong stays with the reason of today", async () => {
  await forgetAll();
  await post("/api/t/e", { visitorId: "a b", path: "/" });
  await server.ingest.settle();
  const result = await resendRefused(server.ctx, { projectId: server.projectId }, server.ingest.resend);
  assert.deepEqual(result, { taken: 0, refused: 1, incomplete: 0 });
  assert.equal((await refusedRows())[0]?.reason, "invalid_field");
});

test("everything that is left out is counted for its project by reason; unknown keys have no project", async () => {
  await forgetAll();
  await post("/api/t/e", { visitorId: "a b", path: "/" });
  await server.post("/api/t/e", { visitorId: "v", path: "/" }, { "user-agent": "Googlebot/2.1" });
  await server.post("/api/t/e", { visitorId: "v", path: "/", padding: "x".repeat(70_000) });
  await server.post("/api/t/e", "<xml/>", { "content-type": "application/xml" });
  await server.post("/api/t/e", { visitorId: "v", path: "/" }, { "x-api-key": "hm_pk_unknown" });
  await new Promise((resolve) => setTimeout(resolve, 20));
  await server.ingest.settle();
  const counts = await server.ctx.db
    .selectFrom("refused_counts")
    .select(["reason", "events"])
    .orderBy("reason")
    .execute();
  assert.deepEqual(counts, [
    { reason: "agent_of_bot", events: 1 },
    { reason: "body_too_large", events: 1 },
    { reason: "content_type", events: 1 },
    { reason: "invalid_field", events: 1 },
  ]);
});

test("one visitor's flood is answered with 202 and the reason, and counted; others are not touched", async () => {
  await forgetAll();
  const statuses: number[] = [];
  for (let index = 0; index < 125; index += 1) {
    const { status } = await post("/api/t/e", { visitorId: "flood", path: "/flood", pageViewId: `flood-${index}` });
    statuses.push(status);
  }
  assert.deepEqual([statuses.filter((each) => each === 200).length, statuses.slice(120)], [120, Array(5).fill(202)]);
  const last = await post("/api/t/e", { visitorId: "flood", path: "/flood" });
  assert.deepEqual(last.body, { success: true, stored: false, reason: "rate_limited_visitor" });
  assert.equal((await post("/api/t/e", { visitorId: "other", path: "/flood" })).status, 200);
  assert.match(last.headers.get("x-ratelimit-remaining") ?? "", /^59\d{4}$/);
  const [row] = await server.rows("select count(*)::int as n from events where path = '/flood'");
  assert.equal(row?.n, 121);
  const [count] = await server.ctx.db.selectFrom("refused_counts").select(["reason", "events"]).execute();
  assert.deepEqual(count, { reason: "rate_limited_visitor", events: 6 });
});

test("an event that only the store refuses is kept as an entry, and can be sent again", async () => {
  await forgetAll();
  // Half a millisecond of the clock is an error of the engine.
  now = NOON + 0.5;
  await post("/api/t/e", { visitorId: "half", path: "/half", pageViewId: "half" });
  now = NOON;
  await post("/api/t/e", { visitorId: "whole", path: "/whole", pageViewId: "whole" });
  const [row] = await refusedRows();
  assert.deepEqual([row?.kind, row?.reason, row?.visitor_id], ["entry", "store_refused", "half"]);
  assert.equal((await server.rows("select 1 from events where path = '/whole'")).length, 1);
  assert.ok(row);
  const mended = {
    ...row,
    projectId: row.project_id,
    at: Number(row.at),
    body: row.body.replace(`${NOON}.5`, `${NOON}`),
  };
  assert.equal(await server.ingest.resend(mended), null);
  assert.equal((await server.rows("select 1 from events where path = '/half'")).length, 1);
});
