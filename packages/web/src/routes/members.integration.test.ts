import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { addMember, listMembers } from "@heliometer/accounts";
import type { Role } from "@heliometer/core";
import type { TestBrowser } from "../testing/browser.ts";
import { openSite, PASSWORD, type Site } from "../testing/site.ts";

type Member = TestBrowser & { userId: string };

let site: Site;
let shop: string;
let path: string;
let owner: Member;
let admin: Member;
let viewer: Member;
before(async () => {
  site = await openSite();
  shop = await site.addProject("Shop");
  path = `/projects/${shop}/settings/members`;
  owner = await site.signInAs({ email: "owner@example.com", roles: { [shop]: "owner" } });
  admin = await site.signInAs({ email: "admin@example.com", roles: {} });
  viewer = await site.signInAs({ email: "viewer@example.com", roles: {} });
});
after(() => site.close());
beforeEach(async () => {
  await site.db.deleteFrom("invitations").execute();
  for (const [email, role] of [
    ["admin@example.com", "admin"],
    ["viewer@example.com", "viewer"],
  ] as const) {
    await addMember(site.operator, { projectId: shop, email, role });
  }
});

async function roles(): Promise<Record<string, Role>> {
  const members = await listMembers(site.operator, { projectId: shop });
  return Object.fromEntries(members.map(({ email, role }) => [email, role]));
}

async function invite(email: string, role = "viewer"): Promise<string> {
  const { body } = await admin.submit(path, `${path}/invite`, { email, role });
  const link = /http:\/\/localhost:3000(\/invite\?token=[\w-]+)/.exec(body)?.[1];
  assert.ok(link, body);
  return link;
}

test("every member sees the members; only admins see forms, and owners only owners may change", async () => {
  const seen = await viewer.get(path);
  for (const email of ["owner@example.com", "admin@example.com", "viewer@example.com"])
    assert.ok(seen.body.includes(email));
  assert.doesNotMatch(seen.body, /Invite somebody|name="role"/);
  const managed = await admin.get(path);
  assert.match(managed.body, /Invite somebody/);
  assert.doesNotMatch(managed.body, new RegExp(`${owner.userId}/role`));
  assert.doesNotMatch(managed.body, /<option value="owner"/);
  assert.match((await owner.get(path)).body, /<option value="owner"/);
  const stranger = await site.signInAs({ email: "stranger@example.com", roles: {} });
  assert.equal((await stranger.get(path)).statusCode, 404);
});

test("an admin changes a role, and no admin makes an owner", async () => {
  const done = await admin.submit(path, `${path}/${viewer.userId}/role`, { role: "editor" });
  assert.match((await admin.get(String(done.headers.location))).body, /role="status">The role is changed/);
  assert.equal((await roles())["viewer@example.com"], "editor");
  const above = await admin.submit(path, `${path}/${viewer.userId}/role`, { role: "owner" });
  assert.equal(above.statusCode, 403);
  const unknown = await admin.submit(path, `${path}/${viewer.userId}/role`, { role: "boss" });
  assert.equal(unknown.statusCode, 400);
  assert.match(unknown.body, /Role \(boss\): must be one of viewer, editor, admin, owner/);
});

test("an admin removes a member after a question; a viewer removes nobody and leaves by themselves", async () => {
  const question = `${path}/${viewer.userId}/remove`;
  assert.match((await admin.get(question)).body, /Remove viewer\?/);
  await admin.submit(question, question, {});
  assert.equal((await roles())["viewer@example.com"], undefined);
  await addMember(site.operator, { projectId: shop, email: "viewer@example.com", role: "viewer" });
  const token = /name="token" value="([^"]+)"/.exec((await viewer.get("/account")).body)?.[1] ?? "";
  assert.equal((await viewer.post(`${path}/${admin.userId}/remove`, { token })).statusCode, 403);
  assert.match((await viewer.get(question)).body, /Leave this project\?/);
  const left = await viewer.submit(question, question, {});
  assert.match((await viewer.get(String(left.headers.location))).body, /You have left the project/);
  assert.equal((await viewer.get(path)).statusCode, 404);
});

test("the last owner stays, and the page says why", async () => {
  const question = `${path}/${owner.userId}/remove`;
  const refused = await owner.submit(question, question, {});
  assert.equal(refused.statusCode, 409);
  assert.match(refused.body, /role="alert">A project needs an owner/);
});

test("an invited person makes an account behind the link and lands in the project, signed in", async () => {
  const link = await invite("new@example.com", "editor");
  const browser = site.browser();
  const page = await browser.get(link);
  assert.match(page.body, /You are invited to the project Shop with the role Editor/);
  const short = await browser.submit(link, "/invite", { invitation: tokenIn(link), name: "New", password: "short" });
  assert.match(short.body, /role="alert">Password: must have at least 10 characters/);
  assert.match(short.body, /value="New"/);
  const fields = { invitation: tokenIn(link), name: "New", password: PASSWORD };
  const joined = await browser.submit(link, "/invite", fields);
  assert.equal(joined.headers.location, `/projects/${shop}`);
  assert.equal((await browser.get(`/projects/${shop}`)).statusCode, 200);
  assert.equal((await roles())["new@example.com"], "editor");
  const again = await site.browser().get(link);
  assert.equal(again.statusCode, 404);
  assert.match(again.body, /This invitation does not work any more/);
});

test("somebody with an account signs in and joins; a third person cannot", async () => {
  const member = await site.signInAs({ email: "known@example.com", roles: {} });
  const link = await invite("known@example.com");
  const browser = site.browser();
  const page = await browser.get(link);
  assert.doesNotMatch(page.body, /name="password"/);
  assert.match(page.body, /href="\/sign-in\?next=%2Finvite%3Ftoken%3D/);
  assert.match((await viewer.get(link)).body, /This invitation is for known@example\.com; you are signed in as viewer/);
  const token = /name="token" value="([^"]+)"/.exec((await viewer.get("/account")).body)?.[1] ?? "";
  assert.equal((await viewer.post("/invite/accept", { token, invitation: tokenIn(link) })).statusCode, 403);
  const joined = await member.submit(link, "/invite/accept", { invitation: tokenIn(link) });
  assert.equal(joined.headers.location, `/projects/${shop}`);
  assert.equal((await roles())["known@example.com"], "viewer");
});

test("an invitation is listed and taken back, and its link is shown once", async () => {
  const link = await invite("waiting@example.com");
  const { body } = await admin.get(path);
  assert.match(body, /waiting@example\.com/);
  assert.ok(!body.includes(tokenIn(link)));
  const revoke = /action="([^"]+\/invitations\/[^"]+\/revoke)"/.exec(body)?.[1] ?? "";
  const done = await admin.submit(path, revoke, {});
  assert.match((await admin.get(String(done.headers.location))).body, /The link does not work any more/);
  assert.equal((await site.browser().get(link)).statusCode, 404);
});

test("the forms of members and invitations need their token", async () => {
  const link = await invite("csrf@example.com");
  const invitation = tokenIn(link);
  for (const [browser, action] of [
    [admin, `${path}/invite`],
    [admin, `${path}/${viewer.userId}/role`],
    [admin, `${path}/${viewer.userId}/remove`],
    [owner, `/projects/${shop}/settings/delete`],
    [viewer, "/invite/accept"],
    [site.browser(), "/invite"],
  ] as const) {
    const fields = {
      invitation,
      name: "New",
      password: PASSWORD,
      email: "x@example.com",
      role: "viewer",
      confirmation: "Shop",
    };
    assert.equal((await browser.post(action, fields)).statusCode, 403, action);
  }
});

test("an owner deletes a project after typing its name; an admin has no such page", async () => {
  const blog = await site.addProject("Blog");
  const settings = `/projects/${blog}/settings`;
  for (const [email, role] of [
    ["owner@example.com", "owner"],
    ["admin@example.com", "admin"],
  ] as const) {
    await addMember(site.operator, { projectId: blog, email, role });
  }
  assert.equal((await admin.get(`${settings}/delete`)).statusCode, 403);
  const wrong = await owner.submit(`${settings}/delete`, `${settings}/delete`, { confirmation: "Shop" });
  assert.match(wrong.body, /must be the name of the project: Blog/);
  const done = await owner.submit(`${settings}/delete`, `${settings}/delete`, { confirmation: "Blog" });
  assert.match((await owner.get(String(done.headers.location))).body, /The project is deleted/);
  assert.equal((await owner.get(settings)).statusCode, 404);
});

function tokenIn(link: string): string {
  return new URLSearchParams(link.split("?")[1]).get("token") ?? "";
}
