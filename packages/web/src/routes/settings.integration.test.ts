import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { findProject, recordCalls, setPlan, updateInstance } from "@heliometer/accounts";
import type { TestBrowser } from "../testing/browser.ts";
import { addConnection } from "../testing/connections.ts";
import { openSite, type Site } from "../testing/site.ts";

type Member = TestBrowser & { userId: string };

let site: Site;
let shop: string;
let blog: string;
let settings: string;
let admin: Member;
let editor: Member;
let viewer: Member;
before(async () => {
  site = await openSite();
  shop = await site.addProject("Shop");
  blog = await site.addProject("Blog");
  settings = `/projects/${shop}/settings`;
  admin = await site.signInAs({ email: "admin@example.com", roles: { [shop]: "admin" } });
  editor = await site.signInAs({ email: "editor@example.com", roles: { [shop]: "editor" } });
  viewer = await site.signInAs({ email: "viewer@example.com", roles: { [shop]: "viewer", [blog]: "viewer" } });
});
after(() => site.close());

beforeEach(async () => {
  await site.db.deleteFrom("oauth_grants").execute();
});

test("admins see who connected what, where it goes and what it may read", async () => {
  await addConnection(site, { userId: viewer.userId, clientName: "Claude", projectIds: [shop] });
  const { body } = await admin.get(`${settings}/connections`);
  for (const text of ["Claude", "claude.ai", "viewer@example.com", "Visitors and page views, Revenue", "Shop"]) {
    assert.ok(body.includes(text), text);
  }
  assert.match(body, /aria-label="Revoke Claude"/);
});

test("Revoke ends a connection with everything that belongs to it", async () => {
  const grantId = await addConnection(site, { userId: viewer.userId, clientName: "Claude", projectIds: [shop] });
  const done = await admin.submit(`${settings}/connections`, `${settings}/connections/${grantId}/revoke`, {});
  assert.equal(done.statusCode, 303);
  const { body } = await admin.get(String(done.headers.location));
  assert.match(body, /role="status">Revoked/);
  assert.match(body, /No assistant is connected/);
  assert.equal((await site.db.selectFrom("oauth_grants").selectAll().execute()).length, 0);
});

test("somebody else's connection of several projects loses this project and keeps the others", async () => {
  const grantId = await addConnection(site, { userId: viewer.userId, clientName: "Claude", projectIds: [shop, blog] });
  const both = await site.signInAs({ email: "both@example.com", roles: { [shop]: "admin", [blog]: "admin" } });
  const path = `${settings}/connections`;
  assert.match((await both.get(path)).body, /aria-label="Remove from this project: Claude"/);
  const done = await both.submit(path, `${path}/${grantId}/remove`, {});
  assert.match((await both.get(String(done.headers.location))).body, /does not read this project any more/);
  assert.match((await both.get(`/projects/${blog}/settings/connections`)).body, /Claude/);
});

test("editors see and end their own connections only", async () => {
  const own = await addConnection(site, { userId: editor.userId, clientName: "Cursor", projectIds: [shop] });
  const other = await addConnection(site, { userId: viewer.userId, clientName: "Claude", projectIds: [shop] });
  const path = `${settings}/connections`;
  const { body } = await editor.get(path);
  assert.match(body, /Cursor/);
  assert.doesNotMatch(body, /<h2>Claude<\/h2>/);
  const token = /name="token" value="([^"]+)"/.exec(body)?.[1] ?? "";
  assert.equal((await editor.post(`${path}/${other}/revoke`, { token })).statusCode, 403);
  assert.equal((await editor.post(`${path}/${own}/revoke`, { token })).statusCode, 303);
  assert.equal((await site.db.selectFrom("oauth_grants").select("id").execute())[0]?.id, other);
});

test("a revoke form without the token of this session changes nothing", async () => {
  const grantId = await addConnection(site, { userId: viewer.userId, clientName: "Claude", projectIds: [shop] });
  assert.equal((await admin.post(`${settings}/connections/${grantId}/revoke`, {})).statusCode, 403);
  assert.equal((await site.db.selectFrom("oauth_grants").select("id").execute()).length, 1);
});

test("viewers see and end their own connections, nobody else's, and learn why one did not come about", async () => {
  const own = await addConnection(site, { userId: viewer.userId, clientName: "Claude", projectIds: [shop] });
  const other = await addConnection(site, { userId: admin.userId, clientName: "Cursor", projectIds: [shop] });
  const path = `${settings}/connections`;
  const { body } = await viewer.get(path);
  assert.match(body, /Claude/);
  assert.doesNotMatch(body, /Cursor/);
  assert.match(body, new RegExp(`href="${settings}/diagnosis"`));
  assert.doesNotMatch(body, new RegExp(`href="${settings}(?:/keys)?"`));
  const token = /name="token" value="([^"]+)"/.exec(body)?.[1] ?? "";
  assert.equal((await viewer.post(`${path}/${other}/revoke`, { token })).statusCode, 403);
  assert.equal((await viewer.post(`${path}/${own}/revoke`, { token })).statusCode, 303);
  assert.equal((await viewer.get(`${settings}/diagnosis`)).statusCode, 200);
});

test("viewers are told who may see the other settings, and still see how to connect", async () => {
  for (const path of [settings, `${settings}/keys`]) {
    const { statusCode, body } = await viewer.get(path);
    assert.equal(statusCode, 403);
    assert.match(body, /yours is Viewer\. An admin of the project can change that\./);
  }
  const guide = await viewer.get(`${settings}/connect`);
  assert.equal(guide.statusCode, 200);
  assert.match(guide.body, /http:\/\/localhost:3000\/api\/v1\/mcp/);
  assert.doesNotMatch(guide.body, /settings\/keys/);
});

test("the guide says when only this computer reaches the address", async () => {
  const { body } = await admin.get(`${settings}/connect`);
  assert.match(body, /only reachable from the computer that runs Heliometer/);
});

test("admins switch assistants off and on; others see how it is", async () => {
  const mcp = `${settings}/mcp`;
  const mcpEnabled = async () => (await findProject(site.operator, { projectId: shop })).mcpEnabled;
  await admin.submit(mcp, mcp, { enabled: "no" });
  assert.equal(await mcpEnabled(), false);
  assert.match(
    (await viewer.get(mcp)).body,
    /No assistant can read this project\..*An admin of it can switch them on/s,
  );
  assert.equal((await editor.submit("/account", mcp, { enabled: "yes" })).statusCode, 403);
  assert.equal((await admin.post(mcp, { enabled: "yes" })).statusCode, 403);
  assert.equal(await mcpEnabled(), false);
  await admin.submit(mcp, mcp, { enabled: "yes" });
  assert.equal(await mcpEnabled(), true);
  assert.match((await viewer.get(mcp)).body, /Assistants can read this project\./);
});

test("the MCP page says which of instance, plan and cap keeps assistants away, and who can change it", async () => {
  const bodyFor = async (member: Member) => (await member.get(`${settings}/mcp`)).body;
  await updateInstance(site.operator, { mcpEnabled: false });
  assert.match(await bodyFor(admin), /switched off for this whole Heliometer\. An operator can switch it on/);
  await updateInstance(site.operator, { mcpEnabled: true, maximumMcpPrivilege: "editor" });
  assert.match(await bodyFor(admin), /up to the role Editor on this Heliometer, and your highest role is Admin/);
  assert.match(await bodyFor(viewer), /up to the role Editor\. Whoever holds a higher role/);
  await updateInstance(site.operator, { maximumMcpPrivilege: "unlimited" });
  await setPlan(site.operator, { organizationId: site.organizationId, plan: "free" });
  assert.match(await bodyFor(admin), /on the plan free; assistants need starter or above\. An operator can change/);
  await setPlan(site.operator, { organizationId: site.organizationId, plan: "starter" });
});

test("an admin changes name, domains, zone, currency and first day; an editor reads them", async () => {
  const fields = { name: "Our shop", domains: "a.example\nb.example", timezone: "Asia/Tokyo", currency: "JPY" };
  const saved = await admin.submit(settings, settings, { ...fields, weekStart: "7" });
  assert.equal(saved.headers.location, `${settings}?done=saved`);
  const project = await findProject(site.operator, { projectId: shop });
  assert.deepEqual(
    [project.name, project.domains, project.timezone, project.currency, project.weekStart],
    ["Our shop", ["a.example", "b.example"], "Asia/Tokyo", "JPY", 7],
  );
  const { body } = await editor.get(settings);
  assert.match(body, /Asia\/Tokyo.*An admin of this project can change this/s);
  assert.doesNotMatch(body, /<textarea/);
  assert.equal((await editor.submit("/account", settings, { ...fields, weekStart: "1" })).statusCode, 403);
});

test("general settings that cannot be taken come back as they were typed, with what is allowed", async () => {
  const fields = {
    name: "",
    domains: "https://a.example/x",
    timezone: "Europe/Paris",
    currency: "EUR",
    weekStart: "1",
  };
  const { statusCode, body } = await admin.submit(settings, settings, { ...fields, name: "Shop" });
  assert.equal(statusCode, 400);
  assert.match(body, /must be a host name without scheme, port or path/);
  assert.match(body, />https:\/\/a\.example\/x<\/textarea>/);
});

test("a connection shows its calls of 30 days and leads to its own call log", async () => {
  const grantId = await addConnection(site, { userId: viewer.userId, clientName: "Claude", projectIds: [shop] });
  const call = {
    actorKind: "oauth",
    userId: viewer.userId,
    client: "-",
    argumentsDigest: "-",
    rowCount: 1,
    durationMs: 1,
  };
  const about = { ...call, at: site.clock.now, projectId: shop, outcome: "answered" };
  await recordCalls(site.operator, [
    { ...about, credentialId: grantId, tool: "get_analytics" },
    { ...about, credentialId: "another", tool: "get_realtime" },
  ]);
  const { body } = await admin.get(`${settings}/connections`);
  assert.match(body, /Calls in 30 days<\/dt><dd>1 <a href="[^"]+calls\?credential=/);
  const log = await admin.get(`${settings}/calls?credential=${grantId}`);
  assert.match(log.body, /get_analytics/);
  assert.doesNotMatch(log.body, /get_realtime/);
  assert.match(log.body, /Only the calls of one connection or key are shown/);
  assert.doesNotMatch((await viewer.get(`${settings}/connections`)).body, /credential=/);
});

test("an admin ends all connections for a project at once; what else they read stays", async () => {
  await addConnection(site, { userId: viewer.userId, clientName: "Claude", projectIds: [shop, blog] });
  await addConnection(site, { userId: editor.userId, clientName: "Cursor", projectIds: [shop] });
  const path = `${settings}/connections`;
  assert.doesNotMatch((await viewer.get(path)).body, /revoke-all/);
  const done = await admin.submit(path, `${path}/revoke-all`, {});
  assert.match(
    (await admin.get(String(done.headers.location))).body,
    /No assistant is connected to this project any more/,
  );
  const left = await site.db.selectFrom("oauth_grant_projects").select("project_id").execute();
  assert.deepEqual(
    left.map(({ project_id }) => project_id),
    [blog],
  );
});

test("a person chooses the projects of a connection anew in the account, and without any it ends", async () => {
  const grantId = await addConnection(site, { userId: viewer.userId, clientName: "Claude", projectIds: [shop] });
  const path = `/account/connections/${grantId}/projects`;
  const chosen = async () =>
    (await site.db.selectFrom("oauth_grant_projects").select("project_id").execute()).map((row) => row.project_id);
  await viewer.submit("/account", path, { project: [shop, blog] });
  assert.deepEqual((await chosen()).sort(), [shop, blog].sort());
  assert.equal((await editor.submit("/account/security", path, { project: [shop] })).statusCode, 403);
  await viewer.submit("/account", path, {});
  assert.deepEqual(await chosen(), []);
  assert.equal((await site.db.selectFrom("oauth_grants").selectAll().execute()).length, 0);
});
