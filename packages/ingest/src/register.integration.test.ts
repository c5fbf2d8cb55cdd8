import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { createKey, revokeKey } from "@heliometer/accounts";
import { NOON, startServer, type TestServer } from "./testing/server.ts";
import { CUSTOM_EVENT_PATHS, PAGE_VIEW_PATHS } from "./wire/paths.ts";

const VIEW = { visitorId: "visitor-1", sessionId: "session-1", path: "/pricing", hostname: "www.example.com" };
const EVENT = { visitorId: "visitor-1", sessionId: "session-1", path: "/pricing", eventName: "sign_up" };

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.close());

for (const path of PAGE_VIEW_PATHS) {
  test(`${path} takes page views with the key in the header or in the query`, async () => {
    const inHeader = await server.post(path, { ...VIEW, path, pageViewId: `header-${path.replaceAll("/", ".")}` });
    const view = JSON.stringify({ ...VIEW, path, pageViewId: `query-${path.replaceAll("/", ".")}` });
    const inQuery = await postBeacon(`${path}?apiKey=${server.publicKey}`, view, "application/json");
    assert.deepEqual([inHeader.status, inHeader.body], [200, { success: true }]);
    assert.deepEqual([inQuery.status, inQuery.body], [200, { success: true }]);
    const rows = await server.rows(`select kind, name, ts from events where path = '${path}'`);
    assert.deepEqual(rows, Array(2).fill({ kind: 1, name: "", ts: NOON }));
  });
}

for (const path of CUSTOM_EVENT_PATHS) {
  test(`${path} takes custom events with the key in the header or in the query`, async () => {
    const event = { ...EVENT, path, properties: { plan: "pro" } };
    const inHeader = await server.post(path, event);
    const inQuery = await postBeacon(`${path}?apiKey=${server.publicKey}`, JSON.stringify(event), "application/json");
    assert.deepEqual([inHeader.status, inQuery.status], [200, 200]);
    const rows = await server.rows(`select kind, name, properties from events where path = '${path}'`);
    assert.deepEqual(rows, Array(2).fill({ kind: 2, name: "sign_up", properties: '{"plan":"pro"}' }));
  });
}

test("a text beacon with JSON inside is taken without a preflight", async () => {
  const body = JSON.stringify({ ...VIEW, path: "/beacon", pageViewId: "beacon-1" });
  const answer = await postBeacon(`/api/t/e?apiKey=${server.publicKey}`, body, "text/plain;charset=UTF-8");
  assert.equal(answer.status, 200);
  assert.equal(await countEvents("/beacon"), 1);
});

test("one visit keeps the source of its first page view, whatever its later pages name as referrer", async () => {
  const visit = { visitorId: "visitor-of-google", hostname: "www.example.com" };
  const send = (view: object) => server.post("/api/t/e", { ...visit, ...view }, { "accept-language": "fr-CH,fr" });
  await send({ pageViewId: "g-1", path: "/", referrer: "https://www.google.ch/search?q=lamps", title: "Home" });
  await send({ pageViewId: "g-2", path: "/lamps", referrer: "https://www.example.com/", timestamp: NOON + 1_000 });
  const rows = await server.rows(
    `select source, channel, referrer, referrer_host, device, browser, os, language, pageviews, entry_path, exit_path
     from sessions where entry_path = '/'`,
  );
  assert.deepEqual(rows, [
    {
      source: "Google",
      channel: "Organic Search",
      referrer: "https://www.google.ch/search",
      referrer_host: "google.ch",
      device: "desktop",
      browser: "Chrome",
      os: "Windows",
      language: "fr-CH",
      pageviews: 2,
      entry_path: "/",
      exit_path: "/lamps",
    },
  ]);
});

test("an app's screen view is taken with what the app says of itself", async () => {
  const screen = {
    visitorId: "app-visitor",
    sessionId: "s",
    pageViewId: "screen-1",
    path: "/home-screen",
    title: "Home",
    referrer: "",
    queryString: "",
    screenWidth: 390,
    screenHeight: 844,
    platform: "ios",
    appVersion: "2.1",
    osVersion: "17.2",
    deviceModel: "iPhone15,2",
    locale: "en_GB",
  };
  const answer = await server.post("/api/track/event", screen, {
    "user-agent": "Shop/21 CFNetwork/1410.0.3 Darwin/22.6.0",
  });
  assert.equal(answer.status, 200);
  const rows = await server.rows(
    "select device, os, browser, language from sessions where entry_path = '/home-screen'",
  );
  assert.deepEqual(rows, [{ device: "mobile", os: "iOS", browser: "", language: "en-GB" }]);
});

test("a page view that is sent again and again is stored once, and every sender is told success", async () => {
  const duplicates = server.ingest.counters().duplicates;
  const view = { ...VIEW, path: "/retried", pageViewId: "retried-1" };
  const together = await Promise.all(Array.from({ length: 5 }, () => server.post("/api/t/e", view)));
  const later = await server.post("/api/track/event", view);
  assert.deepEqual(
    [...together, later].map(({ status }) => status),
    Array(6).fill(200),
  );
  assert.equal(await countEvents("/retried"), 1);
  assert.equal(server.ingest.counters().duplicates, duplicates + 5);
});

test("a custom event with an eventId is stored once, without one each time", async () => {
  const named = { ...EVENT, path: "/ids", eventId: "order-1" };
  for (const event of [named, named, { ...EVENT, path: "/ids" }, { ...EVENT, path: "/ids" }]) {
    assert.equal((await server.post("/api/t/ce", event)).status, 200);
  }
  assert.equal(await countEvents("/ids"), 3);
});

test("a believable timestamp is kept and an unbelievable one becomes the time of receipt", async () => {
  const { redated } = server.ingest.counters();
  const times = [NOON - 3_600_000, "2026-03-01T10:00:00+01:00", "2020-01-01T00:00:00Z", NOON + 86_400_000];
  for (const timestamp of times) await server.post("/api/t/ce", { ...EVENT, path: "/times", timestamp });
  const rows = await server.rows("select ts from events where path = '/times' order by ts");
  assert.deepEqual(
    rows.map(({ ts }) => ts),
    [Date.parse("2026-03-01T09:00:00Z"), NOON - 3_600_000, NOON, NOON],
  );
  assert.equal(server.ingest.counters().redated, redated + 2);
});

test("machines are answered with 202, counted by reason and not stored", async () => {
  const bots = server.ingest.counters().bots;
  const answer = await server.post("/api/t/e", { ...VIEW, path: "/bots" }, { "user-agent": "Googlebot/2.1" });
  await server.post("/api/t/e", { ...VIEW, path: "/bots" }, { "user-agent": "" });
  assert.deepEqual([answer.status, answer.body], [202, { success: true, stored: false, reason: "agent_of_bot" }]);
  assert.equal(await countEvents("/bots"), 0);
  const now = server.ingest.counters().bots;
  assert.equal(now.agent_of_bot, bots.agent_of_bot + 1);
  assert.equal(now.agent_missing, bots.agent_missing + 1);
});

for (const path of [...PAGE_VIEW_PATHS, ...CUSTOM_EVENT_PATHS, "/api/t/c"]) {
  test(`${path} may be called from every website`, async () => {
    const preflight = await server.request(path, {
      method: "OPTIONS",
      headers: {
        origin: "https://shop.example.com",
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type,x-api-key",
      },
    });
    assert.equal(preflight.status, 204);
    // A beacon is sent with credentials, for which a browser takes no wildcard.
    assert.equal(preflight.headers.get("access-control-allow-origin"), "https://shop.example.com");
    assert.equal(preflight.headers.get("access-control-allow-credentials"), "true");
    assert.equal(preflight.headers.get("access-control-allow-headers"), "Content-Type, X-API-Key");
    assert.match(preflight.headers.get("access-control-allow-methods") ?? "", path === "/api/t/c" ? /^GET/ : /^POST/);
    assert.equal(preflight.headers.get("access-control-max-age"), "86400");
  });
}

test("refusals can be read by the page that caused them", async () => {
  const answer = await server.post("/api/t/e", "{", { origin: "https://shop.example.com" });
  assert.equal(answer.status, 400);
  assert.equal(answer.headers.get("access-control-allow-origin"), "https://shop.example.com");
});

test("a tracker's configuration is answered at once and may be kept for five minutes", async () => {
  const answer = await server.request(`/api/t/c?apiKey=${server.publicKey}`, {});
  assert.deepEqual([answer.status, answer.body], [200, { cookieDomain: null, dnt: false, metaCapi: false }]);
  assert.equal(answer.headers.get("cache-control"), "public, max-age=300");
  const refused = await server.request("/api/t/c?apiKey=hm_pk_unknown", {});
  assert.equal(refused.status, 401);
  assert.equal(refused.headers.get("cache-control"), null);
});

test("missing, unknown, revoked, doubled and foreign kinds of keys are told apart", async () => {
  const revoked = await createRevokedKey();
  const answers = await Promise.all([
    server.post("/api/t/e", VIEW, { "x-api-key": "" }),
    server.post("/api/t/e", VIEW, { "x-api-key": "hm_pk_unknown" }),
    server.post("/api/t/e", VIEW, { "x-api-key": revoked }),
    server.post(`/api/t/e?apiKey=hm_pk_other`, VIEW),
    server.post(`/api/t/e?apiKey=${server.publicKey}&apiKey=hm_pk_other`, VIEW, { "x-api-key": "" }),
    server.post("/api/t/e", VIEW, { "x-api-key": server.secretKey }),
    server.post(`/api/t/e?apiKey=hm_pat_x`, VIEW, { "x-api-key": "" }),
    server.post("/api/t/e", VIEW, { "x-api-key": "k".repeat(5_000) }),
  ]);
  assert.deepEqual(
    answers.map(({ status, body }) => `${status} ${body.error.code}: ${body.error.message.slice(0, 33)}`),
    [
      "401 unauthorized: A public key is required: send it",
      "401 unauthorized: This public key is unknown or rev",
      "401 unauthorized: This public key is unknown or rev",
      "401 unauthorized: Two different keys came with this",
      "401 unauthorized: Two different keys came with this",
      "403 forbidden: This is a secret key; events are ",
      "403 forbidden: This is a personal token; events ",
      "401 unauthorized: This public key is unknown or rev",
    ],
  );
  assert.match(answers[5]?.body.error.message ?? "", /hm_pk_/);
});

test("every refused body is a 400 that names the field and carries an example, and stores nothing", async () => {
  const before = await countEvents();
  const answer = await server.post("/api/t/ce", { ...EVENT, eventName: "2fast" });
  assert.deepEqual(answer.body.error.details, {
    field: "eventName",
    rule: "must start with a letter, followed by letters, digits, _ or -, at most 255 characters.",
    received: "2fast",
    example: {
      visitorId: "3f0c2c1e-6a5e-4b8e-9d0a-2f4f1f9f7c11",
      eventName: "signup",
      path: "/pricing",
      properties: { plan: "starter" },
    },
  });
  const bodies: unknown[] = [
    {},
    { ...VIEW, path: undefined },
    { ...VIEW, visitorId: 5 },
    "",
    "null",
    "[1,2",
    '{"visitorId":"v","path":"/\\u0000"}',
    new Uint8Array([0x22, 0xff, 0x22]),
    new Uint8Array([0x7b, 0x00, 0x7d]),
  ];
  for (const body of bodies) {
    const { status, body: refusal } = await server.post("/api/t/e", body);
    assert.deepEqual([status, refusal.error.code], [400, "invalid_request"], JSON.stringify(body));
    assert.ok(refusal.error.message.startsWith(`${refusal.error.details.field}: `), refusal.error.message);
    assert.ok(refusal.error.details.example, refusal.error.message);
  }
  assert.equal(await countEvents(), before);
});

test("a body over 64 KB is 413, a type that is not JSON is 415", async () => {
  const padding = "x".repeat(65_536);
  const large = await server.post("/api/t/e", { ...VIEW, padding });
  assert.deepEqual([large.status, large.body.error.code], [413, "invalid_request"]);
  assert.match(large.body.error.message, /at most 65536 bytes/);
  for (const type of ["application/xml", "multipart/form-data; boundary=x", "nonsense"]) {
    const answer = await server.post("/api/t/e", VIEW, { "content-type": type });
    assert.equal(answer.status, 415, type);
    assert.match(answer.body.error.message, /must be application\/json or text\/plain/);
  }
});

test("neither files nor log hold the sender's address, and the log holds no key and no body", async () => {
  const address = "203.0.113.77";
  const view = { ...VIEW, path: "/private", pageViewId: "private-1", title: "Nobody's business" };
  const headers = { "x-forwarded-for": address, "x-real-ip": address, forwarded: `for=${address}` };
  await server.post("/api/t/e", view, headers);
  await server.post("/api/t/e", { ...view, visitorId: 5 }, headers);
  const files = readdirSync(server.directory, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  assert.ok(files.some(({ name }) => name.endsWith(".journal")));
  for (const { parentPath, name } of files) {
    assert.ok(!readFileSync(join(parentPath, name)).includes(address), name);
  }
  const log = server.log.join("");
  for (const secret of [address, server.publicKey, "Nobody's business"]) assert.ok(!log.includes(secret), secret);
});

function postBeacon(path: string, body: string, type: string) {
  return server.request(path, {
    method: "POST",
    body,
    headers: { "content-type": type, "user-agent": "Mozilla/5.0 Firefox/132.0" },
  });
}

async function countEvents(path?: string): Promise<unknown> {
  const [row] = await server.rows(`select count(*)::int as n from events ${path ? `where path = '${path}'` : ""}`);
  return row?.n;
}

async function createRevokedKey(): Promise<string> {
  const made = await createKey(server.ctx, { kind: "public", projectId: server.projectId, name: "Old" });
  assert.equal((await server.post("/api/t/e", { ...VIEW, path: "/old" }, { "x-api-key": made.key })).status, 200);
  await revokeKey(server.ctx, { keyId: made.id });
  return made.key;
}
