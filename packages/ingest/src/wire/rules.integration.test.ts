import assert from "node:assert/strict";
import { test } from "node:test";
import { type UpdatePrivacy, updatePrivacy, updateProject } from "@heliometer/accounts";
import { startServer, type TestServer } from "../testing/server.ts";

const VIEW = { path: "/", hostname: "shop.example.com", visitorId: "sent-id" };

async function openProject(settings: Partial<UpdatePrivacy>, domains: string[] = []): Promise<TestServer> {
  const server = await startServer({ trustedProxies: 1 });
  await updateProject(server.ctx, { projectId: server.projectId, domains });
  await updatePrivacy(server.ctx, { projectId: server.projectId, ...settings });
  return server;
}

const reasons = (server: TestServer) =>
  Object.fromEntries(Object.entries(server.ingest.counters().refused).filter(([, count]) => count > 0));

test("events of a foreign page are refused with a sentence, counted, and taken once the domain is added", async () => {
  const server = await openProject({}, ["shop.example.com"]);
  await updatePrivacy(server.ctx, { projectId: server.projectId, domainRule: "exact" });
  const own = await server.post("/api/t/e", { ...VIEW, hostname: "Shop.Example.com." });
  assert.equal(own.status, 200);
  const foreign = await server.post("/api/t/e", { ...VIEW, hostname: "www.shop.example.com" });
  assert.equal(foreign.status, 403);
  assert.match(foreign.body.error.message, /takes events of shop\.example\.com alone; .* www\.shop\.example\.com/);
  const byOrigin = await server.post("/api/t/h", { visitorId: "x" }, { origin: "https://evil.example" });
  assert.equal(byOrigin.status, 403);
  const app = await server.post("/api/t/e", { path: "/home", visitorId: "app", platform: "ios" });
  assert.equal(app.status, 200);
  assert.deepEqual(reasons(server), { domain_not_allowed: 2 });
  await updatePrivacy(server.ctx, { projectId: server.projectId, domainRule: "subdomains" });
  const statuses = ["www.shop.example.com", "a.b.shop.example.com", "notshop.example.com", "example.com"].map(
    async (hostname) => (await server.post("/api/t/e", { ...VIEW, hostname })).status,
  );
  assert.deepEqual(await Promise.all(statuses), [200, 200, 403, 403]);
  await server.close();
});

test("visits from one's own networks are answered, counted and left out; the network stands with no event", async () => {
  const server = await openProject({ excludedNetworks: ["81.2.69.0/24", "2001:db8:1::/48", "9.9.9.9"] });
  const from = (address: string) => server.post("/api/t/e", VIEW, { "x-forwarded-for": address });
  for (const address of ["81.2.69.160", "::ffff:81.2.69.1", "2001:db8:1:2::3", "9.9.9.9"]) {
    const answer = await from(address);
    assert.deepEqual([answer.status, answer.body], [202, { success: true, stored: false, reason: "own_visit" }]);
  }
  assert.equal((await from("81.2.70.1")).status, 200);
  assert.deepEqual(reasons(server), { own_visit: 4 });
  assert.equal((await server.rows("select * from events")).length, 1);
  await server.close();
});

const FOLLOW_ME_NOT = [{ dnt: "1" }, { "sec-gpc": "1" }];

test("who asks not to be followed is counted under an id of the day, by default", async () => {
  const server = await startServer();
  await server.post("/api/t/e", { ...VIEW, identify: { userId: "u-1" } });
  for (const headers of FOLLOW_ME_NOT) {
    const answer = await server.post("/api/t/e", { ...VIEW, identify: { userId: "u-2" } }, headers);
    assert.deepEqual([answer.status, answer.body], [200, { success: true }]);
    assert.equal((await server.post("/api/t/h", { visitorId: "sent-id" }, headers)).status, 200);
    assert.deepEqual((await server.post("/api/t/i", { visitorId: "sent-id", userId: "u-3" }, headers)).body, {
      success: true,
    });
  }
  const rows = await server.rows("select visitor_id, count(*) as views from events group by visitor_id order by views");
  assert.deepEqual(
    rows.map(({ views }) => views),
    [1, 2],
  );
  const keys = await server.ctx.db.selectFrom("person_keys").select("kind").execute();
  assert.deepEqual(keys.map(({ kind }) => kind).sort(), ["user", "visitor"]);
  await server.close();
});

test("a project may drop who asks not to be followed, tells its trackers so, or collect as usual", async () => {
  for (const [signalRule, status, dnt] of [
    ["drop", 202, true],
    ["ignore", 200, false],
  ] as const) {
    const server = await openProject({ signalRule });
    for (const headers of FOLLOW_ME_NOT) assert.equal((await server.post("/api/t/e", VIEW, headers)).status, status);
    assert.equal((await server.post("/api/t/e", VIEW, { dnt: "0" })).status, 200);
    const config = await server.request(`/api/t/c?apiKey=${server.publicKey}`, {});
    assert.deepEqual(config.body, { cookieDomain: null, dnt, metaCapi: false });
    const visitors = await server.rows("select distinct visitor_id from events");
    assert.equal(visitors.length, 1);
    await server.close();
  }
});

test("a project with ids of the day alone uses none that are sent, and identifies nobody", async () => {
  const server = await openProject({ idRule: "daily" });
  for (const visitorId of ["a", "b", "c"]) {
    await server.post("/api/t/e", { ...VIEW, visitorId, identify: { userId: "u-1" } });
    await server.post("/api/t/i", { visitorId, userId: "u-1" });
  }
  assert.equal((await server.rows("select distinct visitor_id from events")).length, 1);
  assert.deepEqual(await server.ctx.db.selectFrom("persons").selectAll().execute(), []);
  await server.close();
});

test("a page that is fetched ahead and a browser without a window are machines", async () => {
  const server = await startServer();
  const machines = [
    { "sec-purpose": "prefetch;prerender" },
    { purpose: "prefetch" },
    { "x-moz": "prefetch" },
    { "sec-ch-ua": '"HeadlessChrome";v="131", "Not_A Brand";v="24"' },
  ];
  for (const headers of machines) {
    const answer = await server.post("/api/t/e", VIEW, headers as unknown as Record<string, string>);
    assert.equal(answer.status, 202);
  }
  assert.deepEqual(server.ingest.counters().bots, { agent_of_bot: 1, agent_missing: 0, page_ahead: 3 });
  await server.close();
});
