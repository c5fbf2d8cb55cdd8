import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { listInvitations } from "@heliometer/accounts";
import { openTestBrowser, type TestBrowser, tokenOf } from "../testing/browser.ts";
import { protect } from "../testing/second-factor.ts";
import { openSite, PASSWORD, type Site } from "../testing/site.ts";
import { fillForm } from "./fill.ts";

type Member = TestBrowser & { userId: string };

/** What a browser says of a form of our own. */
const OURS = { "sec-fetch-site": "same-origin" };
const INVITED = { email: `"grace"&<b>@example.com`, role: "editor" };

let site: Site;
let shop: string;
let members: string;
let invite: string;
let admin: Member;
before(async () => {
  site = await openSite();
  shop = await site.addProject("Shop");
  members = `/projects/${shop}/settings/members`;
  invite = `${members}/invite`;
  admin = await site.signInAs({ email: "admin@example.com", roles: { [shop]: "admin" } });
});
after(() => site.close());
afterEach(() => site.db.deleteFrom("invitations").execute());

const unescaped = (html: string) =>
  html.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

/** Loads the page, loses the session, and sends the form as a browser does. */
async function sendWithoutSession(browser: TestBrowser, path: string, fields: Record<string, string>) {
  const session = browser.cookies.get("heliometer") ?? "";
  await site.db.deleteFrom("user_sessions").execute();
  assert.ok(session);
  return browser.post(path, { token: "of the session that ended", ...fields }, OURS);
}

/** Signs in on the page that came instead, with everything that it carries. */
async function signInAgain(browser: TestBrowser, page: string, changes: Record<string, string> = {}) {
  const hidden = [...page.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)];
  const fields = Object.fromEntries(hidden.map(([, name = "", value = ""]) => [name, unescaped(value)]));
  return browser.post("/sign-in", { ...fields, email: "admin@example.com", password: PASSWORD, ...changes });
}

test("who loses the session in mid-form signs in again and finds everything typed in the form, which then works", async () => {
  const stopped = await sendWithoutSession(admin, invite, { ...INVITED, email: "grace@example.com" });
  assert.equal(stopped.statusCode, 401);
  assert.match(stopped.body, /You were signed out meanwhile\. Sign in again: what you typed is kept/);
  const wrong = await signInAgain(admin, stopped.body, { password: "wrong wrong wrong" });
  assert.equal(wrong.statusCode, 401);

  const back = await signInAgain(admin, wrong.body);
  assert.equal(back.statusCode, 200);
  assert.match(back.body, /You are signed in again, and nothing you typed is lost/);
  assert.match(back.body, /name="email" value="grace@example\.com"/);
  assert.match(back.body, /<option value="editor"\s+selected>/);
  const sent = await admin.post(invite, { ...INVITED, email: "grace@example.com", token: tokenOf(back.body, invite) });
  assert.match(sent.body, /Send this link to grace@example\.com/);
  assert.equal((await listInvitations(site.operator, { projectId: shop })).length, 1);
});

test("what was typed is text in the page that comes back, and passwords are never in it", async () => {
  const stopped = await sendWithoutSession(admin, invite, { ...INVITED, password: "a secret of mine" });
  assert.doesNotMatch(stopped.body, /a secret of mine/);
  const back = await signInAgain(admin, stopped.body);
  assert.match(back.body, /name="email" value="&quot;grace&quot;&amp;&lt;b&gt;@example\.com"/);
  assert.doesNotMatch(back.body, /<b>@|a secret of mine/);
});

test("a form of another site is neither kept nor shown", async () => {
  await site.db.deleteFrom("user_sessions").execute();
  for (const headers of [{ "sec-fetch-site": "cross-site" }, { origin: "https://elsewhere.example" }, {}]) {
    const { statusCode, body } = await admin.post(invite, { token: "-", ...INVITED }, headers);
    assert.equal(statusCode, 401);
    assert.doesNotMatch(body, /name="kept"/);
    assert.match(body, /Sign in again, then repeat the last step/);
  }
  const kept = JSON.stringify({ action: "https://elsewhere.example/", fields: [["email", "x"]] });
  const page = await admin.get("/sign-in?next=%2F");
  const answer = await signInAgain(admin, page.body, { kept });
  assert.equal(answer.headers.location, "/");
});

test("a form of an earlier sign-in comes back filled in at once, and has done nothing", async () => {
  const again = openTestBrowser(site.app);
  const credentials = { email: "admin@example.com", password: PASSWORD, next: "/" };
  await again.submit("/sign-in", "/sign-in", credentials);
  const old = tokenOf((await again.get(members)).body, invite);
  again.cookies.delete("heliometer");
  await again.submit("/sign-in", "/sign-in", credentials);
  const stale = await again.post(invite, { token: old, ...INVITED }, OURS);
  assert.equal(stale.statusCode, 403);
  assert.match(stale.body, /This form was from an earlier sign-in, so nothing was changed/);
  assert.match(stale.body, /name="email" value="&quot;grace/);
  assert.equal((await listInvitations(site.operator, { projectId: shop })).length, 0);
});

test("a second factor stands between, and the form is still there behind it", async () => {
  const person = await site.signInAs({ email: "two@example.com", roles: { [shop]: "admin" } });
  const { recoveryCodes } = await protect(site, person.userId);
  const stopped = await sendWithoutSession(person, invite, INVITED);
  const asked = await signInAgain(person, stopped.body, { email: "two@example.com" });
  assert.match(asked.body, /Enter your code/);
  const hidden = [...asked.body.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)];
  const fields = Object.fromEntries(hidden.map(([, name = "", value = ""]) => [name, unescaped(value)]));
  const back = await person.post("/sign-in/code", { ...fields, code: recoveryCodes[0] ?? "" });
  assert.match(back.body, /name="email" value="&quot;grace/);
});

test("boxes, lists and long texts are filled like the rest, and the token of the new page stays", () => {
  const page = `<form method="post" action="/a?x=1&amp;y"></form><form method="post" action="/a" class="x"><input type="hidden" name="token" value="new">
<input type="checkbox" name="one" value="a" checked><input type="checkbox" name="one" value="b">
<input type="radio" name="two" value="c" checked><input type="radio" name="two" value="d">
<textarea name="text" rows="3">old</textarea><select name="list"><option value="1" selected>One</option><option value="2" >Two</option></select></form>`;
  const fields: [string, string][] = [
    ["token", "old"],
    ["one", "b"],
    ["two", "d"],
    ["text", "$& </textarea>"],
    ["list", "2"],
  ];
  const filled = fillForm(page, { action: "/a", fields }) ?? "";
  assert.match(filled, /name="token" value="new"/);
  assert.match(filled, /value="a"><input type="checkbox" name="one" value="b" checked>/);
  assert.match(filled, /value="c"><input type="radio" name="two" value="d" checked>/);
  assert.match(filled, />\$&amp; &lt;\/textarea&gt;<\/textarea>/);
  assert.match(filled, /value="1">One<\/option><option value="2" {1,2}selected>/);
  assert.equal(fillForm(page, { action: "/elsewhere", fields }), null);
});
