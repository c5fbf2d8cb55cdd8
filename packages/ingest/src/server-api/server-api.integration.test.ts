import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { createKey, revokeKey } from "@heliometer/accounts";
import { NOON, startServer, type TestServer } from "../testing/server.ts";

interface BatchAnswer {
  accepted: number;
  refused: number;
  results: {
    index: number;
    status: string;
    eventId?: string;
    reason?: string;
    error?: { message: string; details: { field: string } };
  }[];
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const BATCH = "/api/v1/events/batch";

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.close());

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  server.post(path, body, { "x-api-key": server.secretKey, "user-agent": "node", ...headers });
const batch = async (events: unknown[] | string | Uint8Array, headers: Record<string, string> = {}) => {
  const body = typeof events === "string" || events instanceof Uint8Array ? events : JSON.stringify(events);
  const answer = await post(BATCH, body, headers);
  return { ...answer, batch: answer.body as unknown as BatchAnswer };
};
const getUserId = async (visitorId: string) => {
  const url = `/api/v1/user-id?visitorId=${encodeURIComponent(visitorId)}`;
  return server.request(url, { headers: { "x-api-key": server.secretKey } });
};

test("an event of a server belongs to no visit, and to the person whom a browser has named or will name", async () => {
  await server.post("/api/t/i", { visitorId: "browser-1", userId: "u1" });
  const event = { eventName: "renewed", properties: { plan: "pro" }, timestamp: NOON - HOUR_MS, eventId: "renewal-1" };
  const sent = await post("/api/v1/track", { ...event, userId: "u1" });
  assert.deepEqual([sent.status, sent.body], [200, { success: true, eventId: "renewal-1", joinedSession: false }]);
  await post("/api/v1/track", { ...event, userId: "u1" });
  await server.post("/api/t/e", { visitorId: "browser-1", path: "/renewed" });
  const rows = await server.rows("select kind, name, session_id, ts from events where name = 'renewed'");
  assert.deepEqual(rows, [{ kind: 3, name: "renewed", session_id: 0, ts: NOON - HOUR_MS }]);
  const [visitors] = await server.rows(
    "select count(distinct visitor_id)::int as n from events where name = 'renewed' or path = '/renewed'",
  );
  assert.equal(visitors?.n, 1);
  await post("/api/v1/track", { eventName: "later", email: "Later@example.com" });
  await server.post("/api/t/e", { visitorId: "browser-2", path: "/later", identify: { email: "later@example.com" } });
  const [later] = await server.rows(
    "select count(distinct visitor_id)::int as n from events where name = 'later' or path = '/later'",
  );
  assert.equal(later?.n, 1);
});

test("with session: latest an event joins the visit that is going on, and opens none", async () => {
  await server.post("/api/t/e", { visitorId: "joins", path: "/joins", timestamp: NOON - 60_000 });
  await server.rows("select 1");
  const event = { eventName: "joined", visitorId: "joins", session: "latest" };
  assert.equal((await post("/api/v1/track", event)).body.joinedSession, true);
  assert.equal((await post("/api/v1/track", { ...event, visitorId: "nobody" })).body.joinedSession, false);
  const rows = await server.rows("select kind from events where name = 'joined' order by kind");
  assert.deepEqual(rows, [{ kind: 2 }, { kind: 3 }]);
  const [visit] = await server.rows("select custom_events from sessions where entry_path = '/joins'");
  assert.equal(visit?.custom_events, 1);
});

test("a server says who somebody is, and asks who a visitor is", async () => {
  const said = await post("/api/v1/identify", {
    userId: 42,
    email: "ada@example.com",
    visitorId: "v42",
    traits: { plan: "pro" },
  });
  const { userId } = said.body as unknown as { userId: string };
  assert.match(userId, /^hm_usr_[0-9a-f]{32}$/);
  assert.deepEqual(said.body, { success: true, userId, visitorId: "v42" });
  await post("/api/v1/identify", { userId, traits: { seats: 3 } });
  assert.deepEqual((await getUserId("v42")).body, { userId, visitorId: "v42", traits: { plan: "pro", seats: 3 } });
  assert.deepEqual((await getUserId("stranger")).body, { userId: null, visitorId: "stranger", traits: {} });
  assert.equal((await post("/api/v1/track", { userId, eventName: "by_our_id" })).status, 200);
  const foreign = await post("/api/v1/track", { userId: "hm_usr_00", eventName: "by_our_id" });
  assert.deepEqual([foreign.status, foreign.body.error.details.field], [400, "userId"]);
});

test("a batch brings history, in an array or in lines, packed or not, and once however often it is sent", async () => {
  const at = (days: number) => new Date(NOON - days * DAY_MS).toISOString();
  const events = [
    {
      pageViewId: "h1",
      visitorId: "h",
      path: "/history",
      hostname: "www.example.com",
      timestamp: at(900),
      referrer: "https://www.google.com/",
      country: "fr",
      userAgent:
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15",
      durationSeconds: 12.5,
    },
    {
      type: "custom",
      eventId: "h2",
      visitorId: "h",
      eventName: "history_signup",
      path: "/history",
      timestamp: at(899.99),
    },
    { eventId: "h3", userId: "u-history", eventName: "history_paid", properties: { amount: 5 }, timestamp: at(2) },
  ];
  const lines = events.map((event) => JSON.stringify(event)).join("\r\n");
  const ndjson = { "content-type": "application/x-ndjson" };
  const sent = [
    await batch(events),
    await batch(lines, ndjson),
    await batch(gzipSync(lines), { ...ndjson, "content-encoding": "gzip" }),
    await batch(gzipSync(JSON.stringify(events)), { "content-encoding": "gzip" }),
  ];
  for (const { status, batch: answer } of sent) {
    assert.equal(status, 200);
    const results = ["h1", "h2", "h3"].map((eventId, index) => ({ index, status: "accepted", eventId }));
    assert.deepEqual(answer, { accepted: 3, refused: 0, results });
  }
  const rows = await server.rows(
    "select kind, name, duration_ms from events where path = '/history' or name = 'history_paid' order by kind",
  );
  assert.deepEqual(rows, [
    { kind: 1, name: "", duration_ms: 12_500 },
    { kind: 2, name: "history_signup", duration_ms: null },
    { kind: 3, name: "history_paid", duration_ms: null },
  ]);
  const [visit] = await server.rows(
    "select source, country, browser, os, pageviews, custom_events from sessions where entry_path = '/history'",
  );
  assert.deepEqual(visit, {
    source: "Google",
    country: "FR",
    browser: "Safari",
    os: "macOS",
    pageviews: 1,
    custom_events: 1,
  });
});

test("each event of a batch that cannot be taken is told by its place, and the others are", async () => {
  const good = { visitorId: "b", eventName: "mixed" };
  const wrong: readonly (readonly [event: unknown, field: string])[] = [
    [{ ...good, eventName: "2nd" }, "eventName"],
    [{ ...good, type: "signal" }, "type"],
    [{ visitorId: "b" }, "path"],
    [{ eventName: "mixed" }, "visitorId"],
    [{ ...good, visitorId: "a b" }, "visitorId"],
    [{ ...good, eventId: "<>" }, "eventId"],
    [{ ...good, properties: { a: { b: { c: { d: { e: { f: 1 } } } } } } }, "properties"],
    [{ ...good, properties: { a: "x".repeat(10_240) } }, "properties"],
    [{ ...good, timestamp: NOON + DAY_MS + 1 }, "timestamp"],
    [{ ...good, timestamp: "1999-12-31T00:00:00Z" }, "timestamp"],
    [{ ...good, timestamp: "yesterday" }, "timestamp"],
    [{ ...good, country: "France" }, "country"],
    [{ ...good, userId: "hm_usr_00" }, "userId"],
    [{ ...good, properties: { a: "\u0000" } }, "properties"],
    [5, "body"],
    [null, "body"],
  ];
  const { status, batch: answer } = await batch([
    good,
    ...wrong.map(([event]) => event),
    { ...good, timestamp: NOON + DAY_MS },
  ]);
  assert.deepEqual([status, answer.accepted, answer.refused], [200, 2, wrong.length]);
  for (const [place, [event, field]] of wrong.entries()) {
    const result = answer.results[place + 1];
    assert.deepEqual(
      [result?.index, result?.status, result?.error?.details.field],
      [place + 1, "refused", field],
      JSON.stringify(event),
    );
  }
  const lines = await batch(`${JSON.stringify(good)}\n{"half\n\n${JSON.stringify(good)}`, {
    "content-type": "application/x-ndjson",
  });
  assert.deepEqual(
    lines.batch.results.map(({ status }) => status),
    ["accepted", "refused", "accepted"],
  );
  const machine = await batch([{ ...good, userAgent: "Googlebot/2.1" }]);
  assert.deepEqual(machine.batch.results, [{ index: 0, status: "left_out", reason: "agent_of_bot" }]);
});

test("a batch that is too large, packed or not, and what is no batch, is refused whole", async () => {
  const before = await server.rows("select count(*)::int as n from events");
  const event = { visitorId: "b", eventName: "whole" };
  const cases: readonly (readonly [status: number, body: string | Uint8Array, headers?: Record<string, string>])[] = [
    [400, JSON.stringify(Array(1_001).fill(event))],
    [413, JSON.stringify(Array(900).fill({ ...event, title: "x".repeat(2_000) }))],
    [413, gzipSync(Buffer.alloc(50_000_000, " ")), { "content-encoding": "gzip" }],
    [400, "not gzip", { "content-encoding": "gzip" }],
    [400, "[]", { "content-encoding": "br" }],
    [400, "[]"],
    [400, ""],
    [400, "[{]"],
    [400, new Uint8Array([0x5b, 0xff, 0x5d])],
    [415, JSON.stringify([event]), { "content-type": "application/xml" }],
  ];
  for (const [status, body, headers] of cases) {
    const answer = await batch(body, headers);
    assert.equal(answer.status, status, String(body).slice(0, 40));
    assert.equal(answer.body.error.code, "invalid_request");
  }
  assert.deepEqual(await server.rows("select count(*)::int as n from events"), before);
});

/** Path, body, the field at fault. */
const WRONG: readonly (readonly [path: string, body: Record<string, unknown>, field: string])[] = [
  ["/api/v1/track", { eventName: "x" }, "userId"],
  ["/api/v1/track", { userId: "u", eventName: "2fast" }, "eventName"],
  ["/api/v1/track", { userId: "u" }, "eventName"],
  ["/api/v1/track", { userId: "u", eventName: "x", properties: [1] }, "properties"],
  ["/api/v1/track", { userId: "u", eventName: "x", timestamp: NOON + 2 * DAY_MS }, "timestamp"],
  ["/api/v1/track", { userId: "u", eventName: "x", timestamp: "1990-01-01T00:00:00Z" }, "timestamp"],
  ["/api/v1/track", { userId: "u", eventName: "x", session: "new" }, "session"],
  ["/api/v1/track", { email: "nobody", eventName: "x" }, "email"],
  ["/api/v1/track", { visitorId: "a b", eventName: "x" }, "visitorId"],
  ["/api/v1/identify", { traits: { plan: "pro" } }, "userId"],
  ["/api/v1/identify", { userId: "u", traits: "pro" }, "traits"],
];
for (const [path, body, field] of WRONG) {
  test(`${path} refuses ${JSON.stringify(body)}, naming ${field}`, async () => {
    const refused = await post(path, body);
    assert.deepEqual([refused.status, refused.body.error.details.field], [400, field]);
    assert.match(refused.body.error.message, new RegExp(`^${field}: `));
  });
}

test("only a full secret key that is alive may send, and never from the address", async () => {
  const make = (access: "read" | "full") =>
    createKey(server.ctx, { kind: "secret", access, projectId: server.projectId, name: access });
  const revoked = await make("full");
  await revokeKey(server.ctx, { keyId: revoked.id });
  const keys: readonly (readonly [key: string, status: number])[] = [
    ["", 401],
    ["hm_sk_unknown", 401],
    [revoked.key, 401],
    [(await make("read")).key, 403],
    [server.publicKey, 403],
  ];
  for (const path of ["/api/v1/track", "/api/v1/identify", BATCH]) {
    for (const [key, status] of keys)
      assert.equal((await post(path, {}, { "x-api-key": key })).status, status, `${path} ${key}`);
    const inAddress = await post(`${path}?apiKey=${server.secretKey}`, {}, { "x-api-key": "" });
    assert.equal(inAddress.status, 401);
  }
});
