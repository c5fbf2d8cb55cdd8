import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { browserMissing, openPage } from "../support/browser.ts";
import {
  CLICKS_ARE_SLOW,
  openTrackedWorld,
  SLOW_CLICK_IS_TOLD,
  type TrackedSite,
  type TrackedWorld,
} from "../support/tracked-site.ts";

const BEACON_MS = 200;
/** Long enough for whatever would be sent by mistake. */
const QUIET_MS = 700;
const VIEW = "/api/t/e";
const EVENT = "/api/t/ce";
const BEACON = "/api/t/b";

describe("our tracker, in a real browser", { skip: browserMissing() }, () => {
  let world: TrackedWorld;
  let site: TrackedSite;
  const bodies: TrackedSite["bodies"] = (path) => site.bodies(path);
  const until: TrackedSite["until"] = (path, count) => site.until(path, count);
  const quiet = () => new Promise((resolve) => setTimeout(resolve, QUIET_MS));

  before(async () => {
    world = await openTrackedWorld();
    site = world.site;
  });
  after(() => world?.close());
  beforeEach(() => site.forget());

  async function visit(path: string, host?: string): Promise<Page> {
    const { page, faults } = await openPage(world.browser);
    await page.goto(site.url(path, host));
    page.on("close", () => assert.deepEqual(faults, []));
    return page;
  }
  async function leave(page: Page): Promise<void> {
    await page.goto("about:blank");
    // Its last beacon is not to be taken for one of the next test's page.
    await page.waitForTimeout(BEACON_MS);
    await page.close();
  }
  /** Chromium without a window shows every tab, so the page is told that it is hidden. */
  const show = (page: Page, hidden: boolean) =>
    page.evaluate(`Object.defineProperty(document, "hidden", { configurable: true, value: ${hidden} });
      document.dispatchEvent(new Event("visibilitychange"))`);

  test("a page view is sent to where the script came from, and the browser keeps nothing", async () => {
    const page = await visit("/landing?utm_source=letter");
    const [view] = await until(VIEW, 1);
    const { pageViewId, ...rest } = view ?? {};
    assert.match(String(pageViewId), /^[a-z0-9]{12,}$/);
    const facts = { path: "/landing", hostname: "shop.example.test", title: "Page /landing", referrer: "" };
    assert.deepEqual(rest, { ...facts, queryString: "?utm_source=letter" });
    assert.equal(site.sent().find(({ path }) => path === VIEW)?.status, 200);
    assert.ok(site.sent().some(({ path }) => path === "/tracker.js"));
    const kept = await page.evaluate("[document.cookie, localStorage.length, sessionStorage.length]");
    assert.deepEqual(kept, ["", 0, 0]);
    await leave(page);
  });

  test("pages inside the page are followed once each, forwards and back", async () => {
    const page = await visit("/app");
    await until(VIEW, 1);
    await page.evaluate("history.pushState({}, '', '/app/settings'); document.title = 'Settings'");
    await until(VIEW, 2);
    await page.evaluate("history.replaceState({}, '', '/app/settings')");
    await page.evaluate("location.hash = 'top'");
    await quiet();
    await page.evaluate("history.go(-2)");
    const views = await until(VIEW, 3);
    assert.deepEqual(
      views.map(({ path, title }) => [path, title]),
      [
        ["/app", "Page /app"],
        ["/app/settings", "Settings"],
        ["/app", "Settings"],
      ],
    );
    await leave(page);
  });

  test("with data-hash the part behind # is a page of its own", async () => {
    const page = await visit("/hash#one");
    await until(VIEW, 1);
    await page.evaluate("location.hash = 'two'");
    const [first, second] = await until(VIEW, 2);
    assert.deepEqual([first?.path, second?.path], ["/hash#one", "/hash#two"]);
    await leave(page);
  });

  test("with data-manual a page is seen when the site says so, under the path that it says", async () => {
    const page = await visit("/manual");
    await quiet();
    assert.deepEqual(bodies(VIEW), []);
    await page.evaluate("heliometer.pageview('/virtual')");
    assert.equal((await until(VIEW, 1))[0]?.path, "/virtual");
    await leave(page);
  });

  test("links that lead away and files are events, without what stands behind ? and #; other links are none", async () => {
    const page = await visit("/links");
    for (const id of ["out", "file", "in", "mail"]) await page.locator(`#${id}`).click();
    await page.locator("#out").click({ button: "middle" });
    const events = await until(EVENT, 3);
    await quiet();
    assert.deepEqual(
      bodies(EVENT).map(({ eventName, properties }) => [eventName, (properties as { url: string }).url]),
      [
        ["outbound_link", "https://partner.example.test/offer"],
        ["file_download", site.url("/files/prices.pdf")],
        ["outbound_link", "https://partner.example.test/offer"],
      ],
    );
    assert.equal(events[0]?.path, "/links");
    await leave(page);
    site.forget();
    const silent = await visit("/no-links");
    await silent.locator("#out").click();
    await quiet();
    assert.deepEqual(bodies(EVENT), []);
    await leave(silent);
  });

  test("events come by a call, from marked elements and forms, and from before the script was there", async () => {
    const page = await visit("/queue");
    await page.evaluate("heliometer.track('plan_chosen', { plan: 'pro', seats: 3 })");
    await page.evaluate("himetrica.track('by_the_other_name')");
    await page.locator("#buy").click();
    await page.locator("#form button").click();
    await until(EVENT, 5);
    assert.deepEqual(
      bodies(EVENT)
        .map(({ eventName, properties }) => [eventName, properties])
        .sort(),
      [
        ["by_the_other_name", undefined],
        ["early", { step: 1 }],
        ["plan_chosen", { plan: "pro", seats: 3 }],
        ["purchase", { revenue: 49.9, currency: "EUR", planName: "pro" }],
        ["signup", { place: "footer" }],
      ],
    );
    assert.deepEqual(new Set(site.sent().map(({ status }) => status)), new Set([200]));
    await leave(page);
  });

  test("reading time adds up over hidden spells and is told again and again; depth, clicks and vitals come along", async () => {
    const page = await visit("/article");
    const [view] = await until(VIEW, 1);
    await page.waitForTimeout(1_200);
    await page.evaluate("scrollTo(0, 1500)");
    await page.evaluate(CLICKS_ARE_SLOW);
    await page.locator("#in").click();
    await page.evaluate(SLOW_CLICK_IS_TOLD);
    await show(page, true);
    const [first] = await until(BEACON, 1);
    await page.waitForTimeout(1_500);
    await show(page, false);
    await page.waitForTimeout(1_100);
    await page.evaluate("scrollTo(0, 100000)");
    await page.waitForTimeout(100);
    await show(page, true);
    const [, second] = await until(BEACON, 2);
    assert.equal(first?.pageViewId, view?.pageViewId);
    assert.equal(second?.pageViewId, view?.pageViewId);
    const [before, later] = [Number(first?.duration), Number(second?.duration)];
    assert.ok(before >= 1 && before <= 3, `${before} s`);
    assert.ok(later > before && later <= before + 3, `${before} s, then ${later} s: what was hidden does not count`);
    assert.ok(Number(first?.scrollDepth) > 20 && Number(first?.scrollDepth) < 100, String(first?.scrollDepth));
    assert.deepEqual([second?.scrollDepth, first?.clickCount], [100, 1]);
    const vitals = first?.vitals as Record<string, number>;
    for (const metric of ["TTFB", "FCP", "LCP", "CLS"]) assert.equal(typeof vitals[metric], "number", metric);
    assert.ok(Number(vitals.INP) >= 100, `INP ${vitals.INP}`);
    assert.equal(second?.vitals, undefined);
    await leave(page);
  });

  test("leaving the page ends its reading time", async () => {
    const page = await visit("/left");
    await until(VIEW, 1);
    await page.waitForTimeout(1_100);
    await page.goto("about:blank");
    assert.ok(Number((await until(BEACON, 1))[0]?.duration) >= 1);
    await leave(page);
  });

  test("who comes back after minutes gives a sign of life, after half an hour begins a new visit", async () => {
    const page = await visit("/back");
    await until(VIEW, 1);
    const away = async (minutes: number) => {
      await show(page, true);
      await page.evaluate(`{ const now = Date.now; Date.now = () => now.call(Date) + ${minutes * 60_000} }`);
      await show(page, false);
    };
    await away(6);
    await until("/api/t/h", 1);
    assert.equal(bodies(VIEW).length, 1);
    await away(31);
    await until(VIEW, 2);
    await leave(page);
  });

  test("who says who they are goes on under the id of the person, and it is not kept", async () => {
    const first = await visit("/account");
    await until(VIEW, 1);
    await first.evaluate("heliometer.identify({ userId: 'u7', metadata: { plan: 'pro' } })");
    const [said] = await until("/api/t/i", 1);
    assert.deepEqual(said, { userId: "u7", metadata: { plan: "pro" } });
    await first.evaluate("heliometer.track('after')");
    const [after] = await until(EVENT, 1);
    assert.match(String(after?.visitorId), /^[\w-]{16,}$/);
    assert.equal(await first.evaluate("localStorage.length"), 0);
    await leave(first);
  });

  test("with data-store-id the browser keeps an id, which reset replaces", async () => {
    const page = await visit("/stored");
    const [view] = await until(VIEW, 1);
    const id = await page.evaluate("localStorage.getItem('hm_visitor_id')");
    assert.equal(view?.visitorId, id);
    await page.reload();
    assert.equal((await until(VIEW, 2))[1]?.visitorId, id);
    await page.evaluate("heliometer.reset()");
    assert.notEqual(await page.evaluate("localStorage.getItem('hm_visitor_id')"), id);
    await leave(page);
  });

  test("who has opted out is left alone until they opt in again", async () => {
    const page = await visit("/opt-out");
    await until(VIEW, 1);
    await page.evaluate("heliometer.optOut()");
    await page.evaluate("heliometer.track('never')");
    await page.reload();
    await quiet();
    assert.deepEqual([bodies(VIEW).length, bodies(EVENT).length], [1, 0]);
    await page.evaluate("heliometer.optIn()");
    await page.reload();
    await until(VIEW, 2);
    await leave(page);
  });

  test("a link leaves a browser out, on that page and on all later ones", async () => {
    const page = await visit("/by-link#hm_out");
    await page.goto(page.url().replace(/#.*/, ""));
    await quiet();
    assert.equal(bodies(VIEW).length, 0);
    await leave(page);
  });

  test("programs, frames and the developer's own machine are nobody's visit", async () => {
    const pages = [await visit("/driven"), await visit("/landing", "localhost")];
    const outer = await visit("/manual");
    await outer.evaluate("document.body.append(Object.assign(document.createElement('iframe'), { src: '/landing' }))");
    await quiet();
    assert.deepEqual(bodies(VIEW), []);
    for (const page of [...pages, outer]) await leave(page);
  });

  test("without sendBeacon everything is sent all the same", async () => {
    const page = await visit("/no-beacon");
    await until(VIEW, 1);
    await page.evaluate("heliometer.track('fallback')");
    await until(EVENT, 1);
    await page.waitForTimeout(1_100);
    await page.goto("about:blank");
    await until(BEACON, 1);
    await leave(page);
  });

  test("a script from another host sends there without a question of the browser, and leaves a name that is taken", async () => {
    const page = await visit("/elsewhere");
    await until(VIEW, 1);
    await page.evaluate("heliometer.track('across')");
    await until(EVENT, 1);
    assert.deepEqual(await page.evaluate("himetrica"), { own: true });
    assert.deepEqual(new Set(site.sent().map(({ method }) => method)), new Set(["GET", "POST"]));
    await leave(page);
  });

  test("the product has stored what the pages have sent", async () => {
    await world.browser.close();
    await site.close();
    const store = await world.product.openStore();
    const views = await store.query({ sql: "select path from events where kind = 1" });
    const events = await store.query({ sql: "select name, properties from events where kind = 2" });
    const vitals = await store.query({ sql: "select properties from events where kind = 4 and name = 'web_vital'" });
    assert.ok(views.length >= 20, `${views.length} views`);
    const read = await store.query({ sql: "select max(duration_ms) as longest from events where path = '/article'" });
    assert.ok(Number(read[0]?.longest) >= 2_000, JSON.stringify(read));
    const purchase = events.find(({ name }) => name === "purchase");
    assert.deepEqual(JSON.parse(String(purchase?.properties)), { revenue: 49.9, currency: "EUR", planName: "pro" });
    assert.ok(vitals.length >= 4, `${vitals.length} vitals`);
  });
});
