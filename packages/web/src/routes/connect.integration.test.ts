import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import type { InteractionDetails } from "../interactions.ts";
import { type TestBrowser, tokenOf } from "../testing/browser.ts";
import { clientAsking } from "../testing/recording-interactions.ts";
import { openSite, PASSWORD, type Site } from "../testing/site.ts";

const PATH = "/connect/uid-1";

type Member = TestBrowser & { userId: string };

let site: Site;
let shop: string;
let blog: string;
let foreign: string;
let both: Member;
let single: Member;
before(async () => {
  site = await openSite();
  shop = await site.addProject("Shop");
  blog = await site.addProject("Blog");
  foreign = await site.addProject("Foreign");
  both = await site.signInAs({ email: "both@example.com", roles: { [shop]: "owner", [blog]: "viewer" } });
  single = await site.signInAs({ email: "single@example.com", roles: { [shop]: "viewer" } });
});
after(() => site.close());
beforeEach(() => {
  Object.assign(site.interactions, { granted: [], denied: 0, signedInAs: [], current: asked(both) });
});

function asked({ userId }: Member) {
  return clientAsking({ boundUserId: userId, scopes: ["analytics:read", "revenue:read", "customers:read"] });
}

test("the page says who asks, where access goes, for whom and what", async () => {
  const { body } = await both.get(PATH);
  assert.match(body, /<h1>Connect Claude\?<\/h1>/);
  assert.match(body, /<p class="host">claude\.ai<\/p>/);
  assert.match(body, /Unverified app/);
  assert.match(body, /Signed in as <strong>both@example\.com<\/strong>/);
  for (const name of ["Visitors and page views", "Revenue", "Customers"]) assert.ok(body.includes(name), name);
  assert.match(body, /value="approve"/);
  assert.match(body, /value="deny"/);
});

test("an app on the person's own computer is called that", async () => {
  site.interactions.current = {
    ...asked(both),
    client: {
      id: "c",
      name: "Cursor",
      redirectHost: "anysphere.cursor-mcp",
      redirectUri: "cursor://anysphere.cursor-mcp/oauth/callback",
      isLocalApp: true,
      isVerified: false,
      documentHost: null,
    },
  };
  assert.match((await both.get(PATH)).body, /<p class="host">An app on this computer<\/p>/);
});

test("a verified client is shown as such, without a warning", async () => {
  const client = { ...asked(both).client, isVerified: true };
  site.interactions.current = { ...asked(both), client };
  const { body } = await both.get(PATH);
  assert.match(body, /Verified<\/span> <small>This address belongs to Claude\./);
  assert.doesNotMatch(body, /Unverified app/);
});

test("a client whose document lies on another host than its redirect is warned about", async () => {
  const ask = async (changes: Partial<InteractionDetails["client"]>) => {
    site.interactions.current = { ...asked(both), client: { ...asked(both).client, ...changes } };
    return (await both.get(PATH)).body;
  };
  const differs = await ask({ documentHost: "evilred.example" });
  assert.match(differs, /comes from evilred\.example, but access would go to claude\.ai/);
  assert.doesNotMatch(await ask({ documentHost: "claude.ai" }), /described/);
  const local = await ask({ documentHost: "claude.ai", isLocalApp: true, redirectHost: "localhost:5000" });
  assert.match(local, /The app is described by claude\.ai\./);
  assert.doesNotMatch(local, /Deny unless you know why/);
});

test("a role limits what can be granted, on the page and when the form arrives", async () => {
  site.interactions.current = asked(single);
  const { body } = await single.get(PATH);
  assert.doesNotMatch(body, /name="scope"/);
  assert.match(body, /Not available: this needs the role Editor or above/);
  assert.match(body, /Not available: this needs the role Admin or above/);
  const scope = ["revenue:read", "customers:read"];
  await single.submit(PATH, PATH, { decision: "approve", project: shop, scope });
  assert.deepEqual(site.interactions.granted[0]?.scopes, ["analytics:read"]);
});

test("where the role holds nothing of what is asked for, nothing is granted and the page says why", async () => {
  site.interactions.current = { ...asked(single), scopes: ["revenue:read"], optionalScopes: ["revenue:read"] };
  const answer = await single.submit(PATH, PATH, { decision: "approve", project: shop, scope: "revenue:read" });
  assert.equal(answer.statusCode, 422);
  assert.match(answer.body, /role="alert">Your role in the chosen projects does not hold what it asks for/);
  assert.deepEqual(site.interactions.granted, []);
});

test("where the role differs between projects, each project says what is left out there", async () => {
  const { body } = await both.get(PATH);
  assert.match(body, /Blog<\/strong>.*\s.*Without: Revenue, Customers \(your role here is Viewer\)/);
  const scope = ["revenue:read", "customers:read"];
  await both.submit(PATH, PATH, { decision: "approve", project: blog, scope });
  await both.submit(PATH, PATH, { decision: "approve", project: [blog, shop], scope });
  assert.deepEqual(
    site.interactions.granted.map(({ scopes }) => scopes.length),
    [1, 3],
  );
});

test("Approve waits for the window to be looked at, by a script of our own and no other", async () => {
  const { body, headers } = await both.get(PATH);
  const [, path = ""] = /<script src="(\/assets\/consent[^"]+)" defer><\/script>/.exec(body) ?? [];
  assert.equal(body.match(/<script/g)?.length, body.match(/<script src="\/assets\/[^"]+" defer><\/script>/g)?.length);
  assert.match(String(headers["content-security-policy"]), /script-src 'self'(?:;|$)/);
  const script = await both.get(path);
  assert.equal(script.headers["content-type"], "text/javascript; charset=utf-8");
});

test("one project is ticked; of several none is", async () => {
  assert.doesNotMatch((await both.get(PATH)).body, /name="project" value="[^"]+" checked/);
  site.interactions.current = asked(single);
  assert.match((await single.get(PATH)).body, new RegExp(`name="project" value="${shop}" checked`));
});

test("Approve grants what was left ticked, for the chosen projects, and leads to the client", async () => {
  const answer = await both.submit(PATH, PATH, { decision: "approve", project: [blog, shop], scope: "revenue:read" });
  assert.equal(answer.statusCode, 303);
  assert.equal(answer.headers.location, "https://assistant.example/callback?code=abc");
  const [granted] = site.interactions.granted;
  assert.equal(granted?.userId, both.userId);
  assert.deepEqual(granted?.scopes, ["analytics:read", "revenue:read"]);
  assert.deepEqual([...(granted?.projectIds ?? [])].sort(), [blog, shop].sort());
});

test("nothing is granted that was not asked for, and no project that is not the person's", async () => {
  site.interactions.current = { ...asked(both), scopes: ["analytics:read"] };
  await both.submit(PATH, PATH, { decision: "approve", project: [shop, foreign], scope: ["customers:read", "admin"] });
  assert.deepEqual(site.interactions.granted, [
    { userId: both.userId, scopes: ["analytics:read"], projectIds: [shop] },
  ]);
});

test("approving without a project brings the page back with a sentence, and nothing is lost", async () => {
  const answer = await both.submit(PATH, PATH, { decision: "approve", project: foreign, scope: "customers:read" });
  assert.equal(answer.statusCode, 422);
  assert.match(answer.body, /role="alert">Choose at least one project/);
  assert.match(answer.body, /value="customers:read" checked/);
  assert.doesNotMatch(answer.body, /value="revenue:read" checked/);
  assert.deepEqual(site.interactions.granted, []);
});

test("Deny leads back to the client without a grant", async () => {
  const answer = await both.submit(PATH, PATH, { decision: "deny" });
  assert.equal(answer.headers.location, "https://assistant.example/callback?error=access_denied");
  assert.equal(site.interactions.denied, 1);
  assert.deepEqual(site.interactions.granted, []);
});

test("a form without its token, with a session's general one, or of another interaction is refused", async () => {
  const { body } = await both.get(PATH);
  site.interactions.current = { ...asked(both), uid: "uid-2" };
  const ofAnother = tokenOf((await both.get("/connect/uid-2")).body, "/connect/uid-2");
  site.interactions.current = asked(both);
  const general = tokenOf(body, "/sign-out");
  site.interactions.current = asked(single);
  const ofOther = tokenOf((await single.get(PATH)).body, PATH);
  site.interactions.current = asked(both);
  for (const token of ["", "x", general, ofAnother, ofOther]) {
    const answer = await both.post(PATH, { token, decision: "approve", project: shop });
    assert.equal(answer.statusCode, 403, token);
  }
  const right = { token: tokenOf(body, PATH), decision: "approve", project: shop };
  const crossSite = await both.post(PATH, right, { "sec-fetch-site": "cross-site" });
  assert.equal(crossSite.statusCode, 403);
  assert.deepEqual(site.interactions.granted, []);
  assert.equal(site.interactions.denied, 0);
});

test("someone who is not signed in signs in first and comes back to the question", async () => {
  site.interactions.current = clientAsking({ step: "login" });
  const browser = site.browser();
  const sent = await browser.get(PATH);
  assert.equal(sent.headers.location, "/sign-in?next=%2Fconnect%2Fuid-1");
  assert.match((await browser.get(String(sent.headers.location))).body, /An assistant would like to connect/);
  const account = { email: "single@example.com", password: PASSWORD, next: PATH };
  const signedIn = await browser.submit(String(sent.headers.location), "/sign-in", account);
  assert.equal(signedIn.headers.location, PATH);
  const told = await browser.get(PATH);
  assert.equal(told.statusCode, 303);
  assert.deepEqual(site.interactions.signedInAs, [single.userId]);
  assert.match((await browser.get(String(told.headers.location))).body, /Connect Claude\?/);
});

test("when somebody else signed in meanwhile, the authorization starts over in their name", async () => {
  const page = await both.get(PATH);
  site.interactions.current = asked(single);
  const shown = await both.get(PATH);
  assert.equal(shown.statusCode, 303);
  site.interactions.current = asked(single);
  const sent = await both.post(PATH, { token: tokenOf(page.body, PATH), decision: "approve", project: shop });
  assert.equal(sent.statusCode, 303);
  assert.deepEqual(site.interactions.signedInAs, [both.userId, both.userId]);
  assert.deepEqual(site.interactions.granted, []);
});

test("switching the account signs out and comes back to the question", async () => {
  const member = await site.signInAs({ email: "switch@example.com", roles: { [shop]: "viewer" } });
  site.interactions.current = asked(member);
  const { body } = await member.get(PATH);
  const form = body.split("<form ").findLast((part) => part.includes('action="/sign-out"')) ?? "";
  const token = /name="token" value="([^"]+)"/.exec(form)?.[1] ?? "";
  const out = await member.post("/sign-out", { token, next: PATH });
  assert.equal(out.headers.location, "/sign-in?next=%2Fconnect%2Fuid-1");
  assert.equal((await member.get("/account")).statusCode, 303);
});

test("an authorization that has expired says how to start again", async () => {
  site.interactions.current = null;
  for (const answer of [await both.get(PATH), await both.post(PATH, { decision: "approve" })]) {
    assert.equal(answer.statusCode, 404);
    assert.match(answer.body, /This attempt to connect has expired/);
    assert.match(answer.body, /connect again\. Nothing was shared with it\./);
  }
});

test("a member of no project can only say no", async () => {
  const nobody = await site.signInAs({ email: "nobody@example.com", roles: {} });
  site.interactions.current = asked(nobody);
  const { body } = await nobody.get(PATH);
  assert.match(body, /You are not a member of a project/);
  assert.doesNotMatch(body, /value="approve"/);
  assert.match(body, /value="deny"/);
});
