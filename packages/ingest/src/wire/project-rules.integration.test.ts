import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type UpdatePrivacy, updatePrivacy, updateProject } from "@heliometer/accounts";
import { startServer, type TestServer } from "../testing/server.ts";
import { BEACON_PATHS, HEARTBEAT_PATHS } from "./paths.ts";

const NOBODY = { "sec-gpc": "1" };

let server: TestServer;
before(async () => {
  server = await startServer();
  await updateProject(server.ctx, { projectId: server.projectId, domains: ["example.com"] });
});
after(() => server.close());

const decide = (settings: Omit<UpdatePrivacy, "projectId">) =>
  updatePrivacy(server.ctx, { projectId: server.projectId, ...settings });
const config = async () => (await server.request(`/api/t/c?apiKey=${server.publicKey}`, {})).body as unknown;
const count = async (path: string) =>
  (await server.rows(`select count(distinct visitor_id)::int as n from events where path = '${path}'`))[0]?.n;

test("events of a page on another domain are refused, whatever names the page", async () => {
  await decide({ domainRule: "subdomains" });
  const view = { visitorId: "v", path: "/domains" };
  const statusOf = async (body: object, headers = {}) =>
    (await server.post("/api/t/e", { ...view, ...body }, headers)).status;
  assert.equal(await statusOf({ hostname: "shop.example.com" }), 200);
  assert.equal(await statusOf({ hostname: "EXAMPLE.com." }), 200);
  assert.equal(await statusOf({ hostname: "example.com.evil.org" }), 403);
  assert.equal(await statusOf({}, { origin: "https://evil.org" }), 403);
  const refused = await server.post("/api/t/ce", { ...view, eventName: "x", hostname: "evil.org" });
  assert.match(refused.body.error.message, /takes events of example\.com alone; this one comes from evil\.org/);
  await decide({ domainRule: "off" });
  assert.equal(await statusOf({ hostname: "evil.org" }), 200);
});

test("where the project leaves those alone who ask for it, nothing of them is kept, and trackers are told so", async () => {
  await decide({ signalRule: "drop" });
  assert.deepEqual(await config(), { cookieDomain: null, dnt: true, metaCapi: false });
  for (const headers of [NOBODY, { dnt: "1" }]) {
    const sent = await server.post("/api/t/e", { visitorId: "v", path: "/left-alone" }, headers);
    assert.deepEqual([sent.status, sent.body], [202, { success: true, stored: false, reason: "signal_respected" }]);
    for (const [path] of [BEACON_PATHS, HEARTBEAT_PATHS]) {
      assert.equal((await server.post(path, { visitorId: "v", pageViewId: "p", duration: 1 }, headers)).status, 202);
    }
  }
  assert.equal(await count("/left-alone"), 0);
});

test("where their ids are not used, they are counted and recognised by nothing that they bring", async () => {
  await decide({ signalRule: "no_id" });
  assert.deepEqual(await config(), { cookieDomain: null, dnt: false, metaCapi: false });
  const send = (visitorId: string, headers: Record<string, string>) =>
    server.post("/api/t/e", { visitorId, path: "/nameless", identify: { userId: visitorId } }, headers);
  for (const visitorId of ["one", "two"]) assert.deepEqual((await send(visitorId, NOBODY)).body, { success: true });
  assert.equal(await count("/nameless"), 1);
  for (const visitorId of ["three", "four"]) await send(visitorId, {});
  assert.equal(await count("/nameless"), 3);
});
