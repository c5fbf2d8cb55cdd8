import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { authenticateKey, createKey, listKeys } from "@heliometer/accounts";
import type { TestBrowser } from "../testing/browser.ts";
import { openSite, type Site } from "../testing/site.ts";

let site: Site;
let projectId: string;
let path: string;
let admin: TestBrowser;
before(async () => {
  site = await openSite();
  projectId = await site.addProject("Shop");
  path = `/projects/${projectId}/settings/keys`;
  admin = await site.signInAs({ email: "ada@example.com", roles: { [projectId]: "admin" } });
});
after(() => site.close());

test("a new key is shown once, with lines to paste, and works", async () => {
  const made = await admin.submit(path, path, { name: "My editor", access: "read" });
  assert.equal(made.statusCode, 200);
  const key = /hm_sk_[\w-]{43}/.exec(made.body)?.[0] ?? "";
  assert.match(
    made.body,
    new RegExp(
      `claude mcp add --transport http heliometer http://localhost:3000/api/v1/mcp --header &quot;X-API-Key: ${key}&quot;`,
    ),
  );
  const access = await authenticateKey(site.operator, key);
  assert.equal(access?.projects[0]?.id, projectId);
  const list = await admin.get(path);
  assert.ok(!list.body.includes(key));
  assert.match(list.body, /My editor/);
  assert.match(list.body, new RegExp(`…${key.slice(-4)}`));
});

test("a key for servers has full access, and anything else is a key that reads", async () => {
  await admin.submit(path, path, { name: "Server", access: "full" });
  await admin.submit(path, path, { name: "Odd", access: "everything" });
  const keys = await listKeys(site.operator, { projectId });
  assert.equal(keys.find(({ name }) => name === "Server")?.access, "full");
  assert.equal(keys.find(({ name }) => name === "Odd")?.access, "read");
});

test("a name that cannot be taken is said, and the form keeps what was chosen", async () => {
  const refused = await admin.submit(path, path, { name: "x".repeat(200), access: "full" });
  assert.equal(refused.statusCode, 400);
  assert.match(refused.body, /must have at most 80 characters/);
  assert.match(refused.body, /value="full" checked/);
  assert.match(refused.body, /value="x{200}"/);
});

test("a key is revoked after a question, and refused from that moment on", async () => {
  const { id, key } = await createKey(site.operator, { kind: "secret", access: "read", projectId, name: "Old laptop" });
  const question = await admin.get(`${path}/${id}/revoke`);
  assert.match(question.body, /Revoke this key\?/);
  assert.match(question.body, /Old laptop/);
  const done = await admin.submit(`${path}/${id}/revoke`, `${path}/${id}/revoke`, {});
  assert.equal(done.statusCode, 303);
  assert.equal(await authenticateKey(site.operator, key), null);
  const list = await admin.get(String(done.headers.location));
  assert.match(list.body, /role="status">The key is revoked/);
  assert.match(list.body, /Revoked Nov 21, 2026/);
  assert.equal((await admin.get(`${path}/${id}/revoke`)).statusCode, 404);
});

test("forms without the token of this session change nothing", async () => {
  const { id, key } = await createKey(site.operator, { kind: "secret", access: "read", projectId, name: "Kept" });
  const other = await site.signInAs({ email: "eve@example.com", roles: { [projectId]: "admin" } });
  const foreignToken = /name="token" value="([^"]+)"/.exec((await other.get(path)).body)?.[1] ?? "";
  const before = (await listKeys(site.operator, { projectId })).length;
  for (const fields of [{}, { token: "" }, { token: foreignToken }]) {
    assert.equal((await admin.post(path, { name: "Forged", access: "full", ...fields })).statusCode, 403);
    assert.equal((await admin.post(`${path}/${id}/revoke`, fields)).statusCode, 403);
  }
  assert.equal((await listKeys(site.operator, { projectId })).length, before);
  assert.ok(await authenticateKey(site.operator, key));
});

test("a key of another project is not found here, whatever one's rights there", async () => {
  const elsewhere = await site.addProject("Elsewhere");
  const { id, key } = await createKey(site.operator, {
    kind: "secret",
    access: "read",
    projectId: elsewhere,
    name: "x",
  });
  const both = await site.signInAs({
    email: "both@example.com",
    roles: { [projectId]: "admin", [elsewhere]: "admin" },
  });
  assert.equal((await both.get(`${path}/${id}/revoke`)).statusCode, 404);
  assert.equal((await both.submit(path, `${path}/${id}/revoke`, {})).statusCode, 403);
  assert.ok(await authenticateKey(site.operator, key));
});

test("editors and viewers do not see keys and cannot make or revoke them", async () => {
  const { id } = await createKey(site.operator, { kind: "secret", access: "read", projectId, name: "Kept" });
  for (const role of ["editor", "viewer"] as const) {
    const member = await site.signInAs({ email: `${role}@example.com`, roles: { [projectId]: role } });
    const page = await member.get(path);
    assert.equal(page.statusCode, 403);
    assert.match(page.body, /for members with the role Admin or above/);
    assert.equal((await member.get(`${path}/${id}/revoke`)).statusCode, 403);
    assert.equal((await member.submit("/account", path, { name: "Mine", access: "read" })).statusCode, 403);
  }
});
