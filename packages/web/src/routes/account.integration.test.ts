import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { authenticateKey } from "@heliometer/accounts";
import type { TestBrowser } from "../testing/browser.ts";
import { addConnection } from "../testing/connections.ts";
import { openSite, type Site } from "../testing/site.ts";

let site: Site;
let projectId: string;
let ada: TestBrowser & { userId: string };
let bob: TestBrowser & { userId: string };
before(async () => {
  site = await openSite();
  projectId = await site.addProject("Shop");
  ada = await site.signInAs({ email: "ada@example.com", roles: { [projectId]: "viewer" } });
  bob = await site.signInAs({ email: "bob@example.com", roles: { [projectId]: "viewer" } });
});
after(() => site.close());

test("a viewer makes a personal token, which is shown once, and ends it", async () => {
  const made = await ada.submit("/account", "/account/tokens", { name: "Mistral" });
  const key = /hm_pat_[\w-]{43}/.exec(made.body)?.[0] ?? "";
  assert.equal((await authenticateKey(site.operator, key))?.projects[0]?.id, projectId);
  const list = await ada.get("/account");
  assert.ok(!list.body.includes(key));
  const path = /\/account\/tokens\/[\w-]+\/revoke/.exec(list.body)?.[0] ?? "";
  assert.match((await ada.get(path)).body, /Revoke this token\?/);
  const done = await ada.submit(path, path, {});
  assert.match((await ada.get(String(done.headers.location))).body, /The token is revoked/);
  assert.equal(await authenticateKey(site.operator, key), null);
});

test("a token without a name is refused with a sentence", async () => {
  const refused = await ada.submit("/account", "/account/tokens", { name: " " });
  assert.equal(refused.statusCode, 400);
  assert.match(refused.body, /role="alert" id="token-error">Name[^<]*: must not be empty/);
});

test("nobody sees or ends another person's tokens and connections", async () => {
  const made = await ada.submit("/account", "/account/tokens", { name: "Adas token" });
  const key = /hm_pat_[\w-]{43}/.exec(made.body)?.[0] ?? "";
  const path = /\/account\/tokens\/[\w-]+\/revoke/.exec((await ada.get("/account")).body)?.[0] ?? "";
  const grantId = await addConnection(site, { userId: ada.userId, clientName: "Adas Claude", projectIds: [projectId] });
  const page = await bob.get("/account");
  assert.doesNotMatch(page.body, /Adas/);
  const token = /name="token" value="([^"]+)"/.exec(page.body)?.[1] ?? "";
  assert.equal((await bob.get(path)).statusCode, 404);
  assert.equal((await bob.post(path, { token })).statusCode, 404);
  assert.equal((await bob.post(`/account/connections/${grantId}/revoke`, { token })).statusCode, 404);
  assert.ok(await authenticateKey(site.operator, key));
  const done = await ada.submit("/account", `/account/connections/${grantId}/revoke`, {});
  assert.equal(done.statusCode, 303);
  assert.doesNotMatch((await ada.get("/account")).body, /Adas Claude/);
});
