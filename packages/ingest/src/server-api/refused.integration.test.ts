import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { listRefused, resendRefused } from "@heliometer/accounts";
import { NOON, startServer, type TestServer } from "../testing/server.ts";

const BATCH = "/api/v1/events/batch";
const HOUR_MS = 3_600_000;
let now = NOON;
let server: TestServer;
before(async () => {
  server = await startServer({ clock: () => now });
});
after(() => server.close());

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  server.post(path, body, { "x-api-key": server.secretKey, "user-agent": "node", ...headers });

async function keptRows() {
  await server.settle();
  return server.ctx.db.selectFrom("refused_events").selectAll().orderBy("at").orderBy("id").execute();
}

async function forgetAll(): Promise<void> {
  await keptRows();
  await server.ctx.db.deleteFrom("refused_events").execute();
  await server.ctx.db.deleteFrom("refused_counts").execute();
}

test("each refused event of a batch is kept for itself, with its reason and as it came", async () => {
  await forgetAll();
  const good = { visitorId: "v-good", path: "/good" };
  const wrong = { visitorId: "v-wrong", eventName: "2fast", properties: { price: 3 } };
  const { body } = await post(BATCH, [good, wrong, 7, { visitorId: "v-half", path: "/\ud800" }]);
  assert.equal((body as unknown as { refused: number }).refused, 3);
  const lines = `${JSON.stringify(good)}\n{"visitorId":"v-line","path":`;
  await post(BATCH, lines, { "content-type": "application/x-ndjson" });
  const rows = await keptRows();
  const kept = rows.map(({ reason, kind, body, is_whole, visitor_id, at }) => [
    ...[reason, kind, body, is_whole, visitor_id, at],
  ]);
  const byBody = (one: unknown[], other: unknown[]) => (String(one[2]) < String(other[2]) ? -1 : 1);
  assert.deepEqual(
    kept.toSorted(byBody),
    [
      ["invalid_field", BATCH, JSON.stringify(wrong), 1, "v-wrong", NOON],
      ["body_unreadable", BATCH, "7", 1, null, NOON],
      ["body_unreadable", BATCH, '{"visitorId":"v-half","path":"/\\ud800"}', 1, "v-half", NOON],
      ["body_unreadable", BATCH, '{"visitorId":"v-line","path":', 1, "v-line", NOON],
    ].toSorted(byBody),
  );
  assert.match(rows.find(({ visitor_id }) => visitor_id === "v-wrong")?.detail ?? "", /^eventName: must start with/);
  const { totals } = await listRefused(server.ctx, { projectId: server.projectId });
  assert.deepEqual(totals, [
    { reason: "body_unreadable", events: 3, kept: 3 },
    { reason: "invalid_field", events: 1, kept: 1 },
  ]);
});

test("a refused event of a batch that is sent again counts once, at the time when it came", async () => {
  await forgetAll();
  const tooDeep = { a: { b: { c: { d: { e: { f: 1 } } } } } };
  now = NOON - HOUR_MS;
  const wrong = { visitorId: "again", eventName: "deep", type: "custom", path: "/again", properties: tooDeep };
  await post(BATCH, [wrong, { ...wrong, eventName: "named", eventId: "named-1" }]);
  now = NOON;
  await server.settle();
  const still = await resendRefused(server.ctx, { projectId: server.projectId }, server.ingest.resend);
  assert.deepEqual(still, { taken: 0, refused: 2, incomplete: 0 });
  // As if a release with another limit had been installed meanwhile.
  for (const row of await keptRows()) {
    const event = {
      ...row,
      projectId: row.project_id,
      at: Number(row.at),
      body: row.body.replace('{"f":1}', "1"),
    };
    assert.deepEqual([await server.ingest.resend(event), await server.ingest.resend(event)], [null, null]);
  }
  const events = await server.rows("select ts, name from events where path = '/again' order by name");
  assert.deepEqual(events, [
    { ts: NOON - HOUR_MS, name: "deep" },
    { ts: NOON - HOUR_MS, name: "named" },
  ]);
});

test("what a server sent alone, and a batch that could not be read at all, are kept as well, without names and addresses", async () => {
  await forgetAll();
  await post("/api/v1/track", { userId: "u-1", eventName: "2fast" });
  await post("/api/v1/identify", { userId: "u-1", email: "ada@", name: "Ada Lovelace" });
  await post(BATCH, '[{"visitorId":');
  await post(BATCH, gzipSync("[]"), { "content-encoding": "gzip" });
  const rows = await keptRows();
  assert.deepEqual(rows.map(({ kind, body, is_whole }) => `${kind} ${body} ${is_whole}`).toSorted(), [
    `${BATCH}  0`,
    `${BATCH} [{"visitorId": 1`,
    '/api/v1/identify {"userId":"u-1","email":"","name":""} 1',
    '/api/v1/track {"userId":"u-1","eventName":"2fast"} 1',
  ]);
  assert.doesNotMatch(JSON.stringify(rows), /ada@|Lovelace/);
  const track = rows.find(({ kind }) => kind === "/api/v1/track");
  assert.ok(track);
  const body = track.body.replace("2fast", "fast");
  assert.equal(await server.ingest.resend({ ...track, projectId: server.projectId, at: Number(track.at), body }), null);
  const [row] = await server.rows("select count(*)::int as n from events where name = 'fast'");
  assert.equal(row?.n, 1);
});

test("a batch of nonsense is kept whole, and of a flood of them a part", async () => {
  await forgetAll();
  const nonsense = Array.from({ length: 1_000 }, (_, index) => ({ visitorId: `v-${index}`, eventName: "2fast" }));
  await post(BATCH, nonsense);
  assert.equal((await keptRows()).length, 1_000);
  await Promise.all([post(BATCH, nonsense), post(BATCH, nonsense), post(BATCH, nonsense)]);
  assert.ok((await keptRows()).length < 4_000);
  const { totals } = await listRefused(server.ctx, { projectId: server.projectId });
  assert.deepEqual(
    totals.map(({ reason, events }) => [reason, events]),
    [["invalid_field", 4_000]],
  );
});
