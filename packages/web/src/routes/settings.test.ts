import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { findProject, setPlan, updateInstance } from "@heliometer/accounts";
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

test("the guide names every client with this installation's address, and says when only this computer reaches it", async () => {
  const { body } = await admin.get(`${settings}/connect`);
  for (const client of ["Claude", "ChatGPT", "Mistral", "Claude Code", "Cursor", "Codex", "VS Code", "Gemini CLI"]) {
    assert.ok(body.includes(`<strong>${client}</strong>`), client);
  }
  assert.match(body, /only reachable from the computer that runs Heliometer/);
  assert.match(body, /codex mcp add heliometer --url http:\/\/localhost:3000\/api\/v1\/mcp/);
  assert.match(body, /\$\{input:heliometer-key\}/);
});

test("admins switch assistants off and on; others see how it is", async () => {
  const mcpEnabled = async () => (await findProject(site.operator, { projectId: shop })).mcpEnabled;
  await admin.submit(settings, `${settings}/assistants`, { enabled: "no" });
  assert.equal(await mcpEnabled(), false);
  assert.match((await editor.get(settings)).body, /Switched off: no key and no connection/);
  assert.equal((await editor.submit("/account", `${settings}/assistants`, { enabled: "yes" })).statusCode, 403);
  assert.equal((await admin.post(`${settings}/assistants`, { enabled: "yes" })).statusCode, 403);
  assert.equal(await mcpEnabled(), false);
  await admin.submit(settings, `${settings}/assistants`, { enabled: "yes" });
  assert.equal(await mcpEnabled(), true);
});

test("the settings say what keeps assistants away although the project lets them in", async () => {
  await updateInstance(site.operator, { mcpEnabled: false });
  assert.match((await admin.get(settings)).body, /switched off for this whole Heliometer/);
  await updateInstance(site.operator, { mcpEnabled: true });
  await setPlan(site.operator, { organizationId: site.organizationId, plan: "free" });
  assert.match((await admin.get(settings)).body, /plan of this organization does not include assistants/);
  await setPlan(site.operator, { organizationId: site.organizationId, plan: "starter" });
});
