import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type TestBrowser, tokenOf } from "../testing/browser.ts";
import { protect } from "../testing/second-factor.ts";
import { openSite, PASSWORD, type Site } from "../testing/site.ts";

const CODE = "/sign-in/code";
const STEP_MS = 30_000;
const MINUTE_MS = 60_000;

let site: Site;
let people = 0;
before(async () => {
  site = await openSite();
});
after(() => site.close());

async function addProtected() {
  people += 1;
  const email = `protected${people}@example.com`;
  const { userId } = await site.signInAs({ email, roles: {} });
  const factor = await protect(site, userId);
  site.clock.now += STEP_MS;
  return { ...factor, email };
}

function giveCode(browser: TestBrowser, code: string, next = "/") {
  return browser.submit(`${CODE}?next=${encodeURIComponent(next)}`, CODE, { code, next });
}

test("the password alone opens nothing; the code then leads to the page that was asked for", async () => {
  const { email, code } = await addProtected();
  const browser = site.browser();
  const first = await browser.submit("/sign-in", "/sign-in", { email, password: PASSWORD, next: "/account" });
  assert.equal(first.statusCode, 303);
  assert.equal(first.headers.location, "/sign-in/code?next=%2Faccount");
  assert.equal((await browser.get("/account")).statusCode, 303);
  const { body } = await browser.get(String(first.headers.location));
  assert.match(body, /autocomplete="one-time-code"/);
  const second = await giveCode(browser, code(), "/account");
  assert.equal(second.headers.location, "/account");
  assert.equal((await browser.get("/account")).statusCode, 200);
  assert.deepEqual([...browser.cookies.keys()].sort(), ["heliometer", "heliometer-device"]);
});

test("a wrong and a used code are refused with a sentence, a recovery code is taken", async () => {
  const { email, code, recoveryCodes } = await addProtected();
  const enter = async () => {
    const browser = site.browser();
    await browser.submit("/sign-in", "/sign-in", { email, password: PASSWORD });
    return browser;
  };
  const used = code();
  assert.equal((await giveCode(await enter(), used)).statusCode, 303);
  const browser = await enter();
  for (const wrong of ["000000", used, ""]) {
    const answer = await giveCode(browser, wrong);
    assert.equal(answer.statusCode, 401);
    assert.match(answer.body, /That code is wrong or was used before/);
  }
  const recovered = await giveCode(browser, recoveryCodes[0] ?? "");
  assert.equal(recovered.statusCode, 303);
  assert.equal((await browser.get("/account")).statusCode, 200);
});

test("an unfinished sign-in ends after ten minutes and after five wrong codes, and says so", async () => {
  const { email, code } = await addProtected();
  for (const spoil of [
    async () => {
      site.clock.now += 10 * MINUTE_MS;
    },
    async (browser: TestBrowser) => {
      for (let index = 0; index < 5; index += 1) await giveCode(browser, "000000");
      // The wait of the limit is over; the sign-in stays ended.
      site.clock.now += MINUTE_MS;
    },
  ]) {
    const browser = site.browser();
    await browser.submit("/sign-in", "/sign-in", { email, password: PASSWORD, next: "/account" });
    await spoil(browser);
    const answer = await giveCode(browser, code(), "/account");
    assert.equal(answer.headers.location, "/sign-in?next=%2Faccount&late=1");
    assert.match((await browser.get(String(answer.headers.location))).body, /start again with your password/);
  }
});

test("the code's form needs its token and its own browser", async () => {
  const { email, code } = await addProtected();
  const browser = site.browser();
  await browser.submit("/sign-in", "/sign-in", { email, password: PASSWORD });
  assert.equal((await browser.post(CODE, { code: code() })).statusCode, 403);
  const stranger = site.browser();
  assert.equal((await stranger.get(CODE)).headers.location, "/sign-in?next=%2F");
  await stranger.get("/sign-in");
  const token = tokenOf((await stranger.get("/sign-in")).body, "/sign-in");
  const answer = await stranger.post(CODE, { code: code(), token });
  assert.equal(answer.headers.location, "/sign-in?next=%2F&late=1");
});

test("on the way to a client the code's page lets its form lead on to it", async () => {
  const { email, code } = await addProtected();
  const browser = site.browser();
  const next = "/connect/uid-1";
  const first = await browser.submit("/sign-in", "/sign-in", { email, password: PASSWORD, next });
  const { headers } = await browser.get(String(first.headers.location));
  assert.doesNotMatch(String(headers["content-security-policy"]), /form-action/);
  assert.equal((await giveCode(browser, code(), next)).headers.location, next);
});
