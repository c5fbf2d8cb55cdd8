import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { NOON, startServer, type TestServer } from "../testing/server.ts";
import {
  BEACON_PATHS,
  ERROR_PATHS,
  HEARTBEAT_PATHS,
  IDENTIFY_PATHS,
  VISITOR_INFO_PATHS,
  VITAL_PATHS,
} from "./paths.ts";

const SESSION = "7d3c1f6a-1f0e-4d58-9a0f-3f6b1f1c9e21";
const VITAL = { visitorId: "v-vital", sessionId: SESSION, metric: "LCP", value: 2_600.4, rating: "good", path: "/p" };
const ERROR = {
  visitorId: "v-error",
  sessionId: SESSION,
  type: "unhandledrejection",
  message: "x is not a function",
  stack: "Error: x\n  at y",
  source: "https://www.example.com/app.js?v=secret#1",
  lineno: 3,
  colno: 9,
  severity: "error",
  path: "/cart",
  userAgent: "Mozilla/5.0 secret agent",
  timestamp: NOON - 1_000,
  context: { step: 2 },
};

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.close());

/** Without headers of one's own, as sendBeacon does it. */
const beacon = (path: string, body: unknown) =>
  server.request(`${path}?apiKey=${server.publicKey}`, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json", "user-agent": "Mozilla/5.0 Firefox/132.0" },
  });

for (const path of IDENTIFY_PATHS) {
  test(`${path} joins the devices of a user, and answers with the id to go on with`, async () => {
    const id = path.slice(1).replaceAll("/", ".");
    const said = { userId: `user${id}`, name: "Ada", email: "ada@example.com", metadata: { plan: "pro" } };
    const phone = await server.post(path, { ...said, email: `${id}@example.com`, visitorId: `phone${id}` });
    const laptop = await server.post(path, { ...said, email: `${id}@example.com`, visitorId: `laptop${id}` });
    assert.deepEqual([phone.status, phone.body], [200, { success: true }]);
    assert.deepEqual(laptop.body, { success: true, visitorId: `phone${id}` });
    for (const visitorId of [`phone${id}`, `laptop${id}`]) {
      await server.post("/api/t/e", { visitorId, path: `/joined${id}`, pageViewId: `view.${visitorId}` });
    }
    const [row] = await server.rows(
      `select count(distinct visitor_id)::int as visitors, count(*)::int as views from events where path = '/joined${id}'`,
    );
    assert.deepEqual(row, { visitors: 1, views: 2 });
  });
}

test("a second user in one browser begins a visit of their own, and the first one's past stays theirs", async () => {
  const send = (visitorId: string, pageViewId: string) =>
    server.post("/api/t/e", { visitorId, pageViewId, path: "/till" });
  await server.post("/api/t/i", { visitorId: "till", userId: "ann" });
  await send("till", "till-1");
  const { body } = await server.post("/api/t/i", { visitorId: "till", userId: "bob" });
  const answer = body as unknown as { visitorId: string; resetSession: boolean };
  assert.equal(answer.resetSession, true);
  assert.notEqual(answer.visitorId, "till");
  await send(answer.visitorId, "till-2");
  const rows = await server.rows("select visitor_id from events where path = '/till'");
  assert.equal(new Set(rows.map(({ visitor_id }) => visitor_id)).size, 2);
});

test("an identity that rides along with an event counts as if it had come by itself", async () => {
  const first = {
    visitorId: "ride-1",
    path: "/ride",
    pageViewId: "ride-view",
    identify: { userId: "rider", name: null },
  };
  const second = { visitorId: "ride-2", path: "/ride", eventName: "ride", identify: { userId: "rider" } };
  assert.deepEqual((await server.post("/api/t/e", first)).body, { success: true });
  assert.deepEqual((await server.post("/api/t/ce", second)).body, { success: true, visitorId: "ride-1" });
  const rows = await server.rows("select distinct visitor_id from events where path = '/ride'");
  assert.equal(rows.length, 1);
  const other = { visitorId: "ride-1", path: "/ride", pageViewId: "ride-other", identify: { userId: "somebody" } };
  const { body } = await server.post("/api/t/e", other);
  assert.equal((body as unknown as { resetSession: boolean }).resetSession, true);
  assert.equal((await server.rows("select distinct visitor_id from events where path = '/ride'")).length, 2);
});

test("what cannot be read of an identity that rides along does not lose the event", async () => {
  for (const identify of [5, "x", [], { userId: {}, email: "nobody" }, { userId: "" }]) {
    const { status } = await server.post("/api/t/e", { visitorId: "lenient", path: "/lenient", identify });
    assert.equal(status, 200, JSON.stringify(identify));
  }
});

test("without an id the visitor is the same all day for one address and agent, and another for another agent", async () => {
  const send = (agent: string) =>
    server.post("/api/t/e", { path: "/unnamed" }, { "user-agent": `Mozilla/5.0 ${agent}` });
  for (const agent of ["Firefox/132.0", "Firefox/132.0", "Firefox/131.0"])
    assert.equal((await send(agent)).status, 200);
  const rows = await server.rows("select distinct visitor_id from events where path = '/unnamed'");
  assert.equal(rows.length, 2);
});

for (const path of VITAL_PATHS) {
  test(`${path} keeps a web vital as a signal of the page, rated by its value`, async () => {
    const answer = await beacon(path, { ...VITAL, path, eventId: `vital${path.replaceAll("/", ".")}` });
    assert.deepEqual([answer.status, answer.body], [200, { success: true }]);
    const rows = await server.rows(`select kind, name, properties, session_id from events where path = '${path}'`);
    const properties = '{"metric":"LCP","value":2600,"rating":"needs-improvement"}';
    assert.deepEqual(rows, [{ kind: 4, name: "web_vital", properties, session_id: 0 }]);
  });
}

for (const path of ERROR_PATHS) {
  test(`${path} keeps an error as a signal of the page, without agent and queries`, async () => {
    const answer = await beacon(path, { ...ERROR, path });
    assert.deepEqual([answer.status, answer.body], [200, { success: true }]);
    const [row] = await server.rows(`select kind, name, properties, ts from events where path = '${path}'`);
    assert.deepEqual([row?.kind, row?.name, row?.ts], [4, "page_error", NOON - 1_000]);
    assert.deepEqual(JSON.parse(String(row?.properties)), {
      type: "unhandledrejection",
      severity: "error",
      message: "x is not a function",
      stack: "Error: x\n  at y",
      source: "https://www.example.com/app.js",
      lineno: 3,
      colno: 9,
      context: { step: 2 },
    });
  });
}

test("signals of pages make no visit", async () => {
  const before = await server.rows("select count(*)::int as n from sessions");
  await beacon("/api/t/v", { ...VITAL, visitorId: "nobody-else" });
  await beacon("/api/t/er", { ...ERROR, visitorId: "nobody-else" });
  assert.deepEqual(await server.rows("select count(*)::int as n from sessions"), before);
});

test("an error that is longer than what is kept is cut, and too large a context left out", async () => {
  const huge = {
    ...ERROR,
    path: "/huge",
    message: "é".repeat(9_000),
    stack: "s".repeat(9_000),
    context: { a: "x".repeat(9_000) },
  };
  assert.equal((await beacon("/api/t/er", huge)).status, 200);
  const [row] = await server.rows("select properties from events where path = '/huge'");
  const kept = JSON.parse(String(row?.properties));
  assert.deepEqual([kept.message.length, kept.stack.length, kept.context], [500, 4_000, undefined]);
});

for (const path of [...BEACON_PATHS, ...HEARTBEAT_PATHS]) {
  test(`${path} is answered with success, from a beacon too`, async () => {
    const body = {
      visitorId: "v",
      sessionId: SESSION,
      pageViewId: "some-view",
      duration: 12,
      scrollDepth: 40,
      clickCount: 2,
    };
    const answer = await beacon(path, body);
    assert.deepEqual([answer.status, answer.body], [200, { success: true }]);
  });
}

/** Path, body, the field at fault. */
const WRONG: readonly (readonly [path: string, body: Record<string, unknown>, field: string])[] = [
  ["/api/t/i", { visitorId: "a b" }, "visitorId"],
  ["/api/t/i", { visitorId: "v", userId: {} }, "userId"],
  ["/api/t/i", { visitorId: "v", userId: "x".repeat(256) }, "userId"],
  ["/api/t/i", { visitorId: "v", email: "nobody" }, "email"],
  ["/api/t/i", { visitorId: "v", userId: "u", name: 5 }, "name"],
  ["/api/t/i", { visitorId: "v", userId: "u", metadata: [1] }, "metadata"],
  ["/api/t/b", { duration: 5 }, "pageViewId"],
  ["/api/t/b", { pageViewId: "<>", duration: 5 }, "pageViewId"],
  ["/api/t/b", { pageViewId: "p", duration: "5" }, "duration"],
  ["/api/t/b", { pageViewId: "p", duration: 5, scrollDepth: "all" }, "scrollDepth"],
  ["/api/t/b", { pageViewId: "p", duration: 5, vitals: { LCP: "fast" } }, "vitals.LCP"],
  ["/api/t/h", { visitorId: 5 }, "visitorId"],
  ["/api/t/v", { ...VITAL, metric: "FID" }, "metric"],
  ["/api/t/v", { ...VITAL, value: "2 s" }, "value"],
  ["/api/t/er", { ...ERROR, type: "crash" }, "type"],
  ["/api/t/er", { ...ERROR, message: undefined }, "message"],
  ["/api/t/er", { ...ERROR, severity: "fatal" }, "severity"],
];

for (const [path, body, field] of WRONG) {
  test(`${path} refuses ${JSON.stringify(body).slice(0, 60)}, naming ${field}, with an example that works`, async () => {
    const refused = await server.post(path, body);
    assert.deepEqual([refused.status, refused.body.error.details.field], [400, field]);
    assert.equal((await server.post(path, refused.body.error.details.example)).status, 200);
  });
}

for (const path of VISITOR_INFO_PATHS) {
  test(`${path} tells whether a visitor has been here before, and whether they have said who they are`, async () => {
    const ask = async (visitorId: string) => {
      await server.settle();
      const url = `${path}?apiKey=${server.publicKey}&visitorId=${encodeURIComponent(visitorId)}`;
      return (await server.request(url, { method: "GET" })).body as unknown;
    };
    const id = path.slice(1).replaceAll("/", ".");
    assert.deepEqual(await ask(`new.${id}`), {
      isReturning: false,
      isIdentified: false,
      firstVisit: null,
      visitCount: 0,
    });
    const view = { visitorId: id, path: "/info" };
    await server.post("/api/t/e", { ...view, timestamp: NOON - 7_200_000 });
    const firstVisit = new Date(NOON - 7_200_000).toISOString();
    assert.deepEqual(await ask(id), { isReturning: false, isIdentified: false, firstVisit, visitCount: 1 });
    await server.post("/api/t/e", { ...view, identify: { userId: id } });
    assert.deepEqual(await ask(id), { isReturning: true, isIdentified: true, firstVisit, visitCount: 2 });
    const wrong = await server.request(`${path}?apiKey=${server.publicKey}`, { method: "GET" });
    assert.deepEqual([wrong.status, wrong.body.error.details.field], [400, "visitorId"]);
    assert.equal((await server.request(`${path}?visitorId=v`, { method: "GET" })).status, 401);
  });
}

test("every address of the wire asks for a public key, and leaves machines out", async () => {
  const paths = [...IDENTIFY_PATHS, ...BEACON_PATHS, ...HEARTBEAT_PATHS, ...VITAL_PATHS, ...ERROR_PATHS];
  for (const path of paths) {
    assert.equal((await server.post(path, {}, { "x-api-key": "" })).status, 401, path);
    assert.equal((await server.post(path, {}, { "x-api-key": server.secretKey })).status, 403, path);
    assert.equal((await server.post(path, {}, { "user-agent": "Googlebot/2.1" })).status, 202, path);
  }
});
