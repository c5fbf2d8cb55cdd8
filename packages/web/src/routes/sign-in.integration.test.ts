import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { tokenOf } from "../testing/browser.ts";
import { openSite, PASSWORD, type Site } from "../testing/site.ts";

const email = "ada@example.com";
const account = { email, password: PASSWORD, next: "/" };

let site: Site;
before(async () => {
  site = await openSite();
  await site.signInAs({ email, roles: {} });
});
after(() => site.close());

test("signing in leads to the page that was asked for, and never to another origin", async () => {
  const browser = site.browser();
  const page = await browser.get("/sign-in?next=%2Faccount");
  assert.match(page.body, /name="next" value="\/account"/);
  const signedIn = await browser.submit("/sign-in", "/sign-in", { ...account, next: "/account" });
  assert.equal(signedIn.statusCode, 303);
  assert.equal(signedIn.headers.location, "/account");
  assert.equal((await browser.get("/account")).statusCode, 200);

  const lured = await site.browser().submit("/sign-in", "/sign-in", { ...account, next: "//evil.example" });
  assert.equal(lured.headers.location, "/");
});

test("an unknown e-mail and a wrong password get the same sentence, and the e-mail stays typed", async () => {
  const wrong = await site.browser().submit("/sign-in", "/sign-in", { ...account, password: "not this one" });
  const unknown = await site.browser().submit("/sign-in", "/sign-in", { ...account, email: "eve@example.com" });
  for (const { statusCode, body } of [wrong, unknown]) {
    assert.equal(statusCode, 401);
    assert.match(body, /E-mail or password is wrong\./);
  }
  assert.match(wrong.body, /value="ada@example\.com"/);
  assert.doesNotMatch(wrong.body, /not this one/);
});

test("what was typed as an e-mail is shown as text", async () => {
  const { body } = await site.browser().submit("/sign-in", "/sign-in", { ...account, email: `"><script>1</script>` });
  assert.doesNotMatch(body, /<script/);
});

test("after five failures the sixth try has to wait, even with the right password", async () => {
  const slow = await openSite();
  await slow.signInAs({ email, roles: {} });
  const browser = slow.browser();
  for (let index = 0; index < 5; index++) {
    const { statusCode } = await browser.submit("/sign-in", "/sign-in", { ...account, password: "guess" });
    assert.equal(statusCode, 401);
  }
  const waiting = await browser.submit("/sign-in", "/sign-in", account);
  assert.equal(waiting.statusCode, 429);
  assert.equal(waiting.headers["retry-after"], "30");
  assert.match(waiting.body, /Please wait 30 seconds/);
  slow.clock.now += 30_000;
  assert.equal((await browser.submit("/sign-in", "/sign-in", account)).statusCode, 303);
  await slow.close();
});

test("a sign-in form without its token, or with that of another browser, is refused", async () => {
  const token = tokenOf((await site.browser().get("/sign-in")).body, "/sign-in");
  const other = site.browser();
  await other.get("/sign-in");
  for (const fields of [account, { ...account, token }, { ...account, token: "" }]) {
    const { statusCode, body } = await other.post("/sign-in", fields);
    assert.equal(statusCode, 403);
    assert.match(body, /load the page again, and send the form once more/);
  }
  assert.equal((await site.browser().post("/sign-in", { ...account, token })).statusCode, 403);
});

test("a form that a browser sends from another site is refused although its token is right", async () => {
  const browser = site.browser();
  const token = tokenOf((await browser.get("/sign-in")).body, "/sign-in");
  const sent = await browser.post("/sign-in", { ...account, token }, { "sec-fetch-site": "cross-site" });
  assert.equal(sent.statusCode, 403);
  const foreign = await browser.post("/sign-in", { ...account, token }, { origin: "https://evil.example" });
  assert.equal(foreign.statusCode, 403);
});

test("signing out ends the session at once, and is refused without the token", async () => {
  const browser = await site.signInAs({ email: "bob@example.com", roles: {} });
  const cookies = new Map(browser.cookies);
  assert.equal((await browser.post("/sign-out", {})).statusCode, 403);
  assert.equal((await browser.get("/account")).statusCode, 200);
  const out = await browser.submit("/account", "/sign-out", {});
  assert.equal(out.statusCode, 303);
  assert.equal(out.headers.location, "/sign-in");
  for (const [name, value] of cookies) browser.cookies.set(name, value);
  assert.equal((await browser.get("/account")).statusCode, 303);
  assert.equal(
    (await browser.post("/sign-out", { next: "/connect/uid-1" })).headers.location,
    "/sign-in?next=%2Fconnect%2Fuid-1",
  );
});

test("signing in again ends the session that the browser had before", async () => {
  const first = await site.signInAs({ email: "carol@example.com", roles: {} });
  const before = first.cookies.get("heliometer") ?? "";
  const second = site.browser();
  const token = tokenOf((await second.get("/sign-in")).body, "/sign-in");
  second.cookies.set("heliometer", before);
  const again = await second.post("/sign-in", { ...account, email: "carol@example.com", token });
  assert.equal(again.statusCode, 303);
  assert.notEqual(second.cookies.get("heliometer"), before);
  assert.equal((await second.get("/account")).statusCode, 200);
  assert.equal((await first.get("/account")).statusCode, 303);
});

test("a lost session in the middle of a form leads back to the page of the form", async () => {
  const lost = await site.browser().post("/projects/abc/settings/keys", { name: "New key" });
  assert.equal(lost.statusCode, 401);
  assert.match(lost.body, /href="\/sign-in\?next=%2Fprojects%2Fabc"/);
});
