import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { EventStore } from "@heliometer/events";
import { build } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { browserMissing, openBrowser, openPage } from "../support/browser.ts";
import { SITE_FLAGS, type Site, startSite } from "../support/site.ts";
import { startTracked, type TrackedProduct } from "../support/tracked.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const SIX_MINUTES_MS = 360_000;
/** The tracker holds a first page view back for 300 ms and later ones for a second. */
const VIEW_HELD_MS = 1_000;

/** The published package as a site bundles it, not a line of it changed. */
async function bundle(apiUrl: string, apiKey: string): Promise<string> {
  const options = JSON.stringify({ apiKey, apiUrl, trackVitals: true });
  const contents = `import { HimetricaClient } from "@himetrica/tracker-js";\nwindow.himetrica = new HimetricaClient(${options});`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    write: false,
    format: "iife",
  });
  return outputFiles[0]?.text ?? "";
}

const html = (path: string) =>
  `<!doctype html><title>Page ${path}</title><h1>${path}</h1><button>Press</button><div style="height:3000px"></div><script src="/app.js"></script>`;

describe("the reference's published tracker, in a real browser", { skip: browserMissing() }, () => {
  let product: TrackedProduct;
  let site: Site;
  /** The product under a name of its own. */
  let api: Site;
  let store: EventStore;
  const faults: string[] = [];
  /** Requests of the tracker, and how they were answered. */
  const answers: { path: string; status: number }[] = [];
  let visitorInfo: unknown;
  const devices: string[] = [];

  const rows = (sql: string) => store.query({ sql });
  const answered = (path: string) => answers.filter((answer) => answer.path === path).map(({ status }) => status);

  async function until(page: Page, path: string, count: number): Promise<void> {
    for (let polls = 0; answered(path).length < count; polls += 1) {
      assert.ok(polls < 200, `${path} was not called ${count} times: ${JSON.stringify(answers)}`);
      await page.waitForTimeout(50);
    }
  }

  async function openDevice(browser: Browser) {
    const opened = await openPage(browser);
    opened.page.on("console", (message) => faults.push(message.text()));
    return opened.page;
  }

  const visitorId = (page: Page) => page.evaluate<string>("localStorage.getItem('hm_visitor_id')");
  /** Chromium without a window shows every tab, so the page is told that it is hidden. */
  const show = (page: Page, state: "hidden" | "visible") =>
    page.evaluate(`Object.defineProperty(document, "visibilityState", { configurable: true, get: () => "${state}" });
      document.dispatchEvent(new Event("visibilitychange"))`);

  before(async () => {
    product = await startTracked();
    api = await startSite({
      page: () => null,
      proxy: {
        path: "/",
        origin: product.origin,
        onAnswer: ({ method, path, status }) => {
          if (method !== "OPTIONS") answers.push({ path, status });
        },
      },
    });
    const script = await bundle(api.url("", "stats.example.test"), product.publicKey);
    site = await startSite({ page: html, files: { "/app.js": script } });
    const browser = await openBrowser(SITE_FLAGS);
    try {
      await usePhone(await openDevice(browser));
      await useLaptop(await openDevice(browser));
    } finally {
      await browser.close();
    }
    store = await product.openStore();
  });
  after(async () => {
    await site?.close();
    await api?.close();
    await product?.remove();
  });

  async function usePhone(page: Page): Promise<void> {
    await page.goto(site.url("/landing?utm_source=newsletter&utm_medium=email"));
    await until(page, "/api/t/e", 1);
    await page.getByRole("button").click();
    await page.waitForTimeout(VIEW_HELD_MS);
    await page.evaluate("history.pushState({}, '', '/pricing')");
    await until(page, "/api/t/e", 2);
    await page.evaluate('himetrica.track("signup", { plan: "pro" })');
    await page.evaluate(
      "himetrica.identify({ userId: 'u1', name: 'Ada', email: 'ada@example.com', metadata: { seats: 3 } })",
    );
    await page.evaluate("himetrica.captureError(new Error('broken button'))");
    await until(page, "/api/t/er", 1);
    await until(page, "/api/t/i", 1);
    visitorInfo = await page.evaluate("himetrica.getVisitorInfo()");
    await page.waitForTimeout(VIEW_HELD_MS);
    await show(page, "hidden");
    await until(page, "/api/t/b", 2);
    await page.evaluate(`const now = Date.now; Date.now = () => now.call(Date) + ${SIX_MINUTES_MS}`);
    await show(page, "visible");
    await until(page, "/api/t/h", 1);
    devices.push(await visitorId(page));
  }

  async function useLaptop(page: Page): Promise<void> {
    await page.goto(site.url("/account"));
    await until(page, "/api/t/e", 3);
    devices.push(await visitorId(page));
    await page.evaluate("himetrica.identify({ userId: 'u1' })");
    await until(page, "/api/t/i", 2);
    await page.waitForFunction(`localStorage.getItem("hm_visitor_id") === "${devices[0]}"`);
    await page.waitForTimeout(VIEW_HELD_MS);
    // Leaving the page ends it with a beacon.
    await page.goto(site.url("/thanks"));
    await until(page, "/api/t/e", 4);
    await until(page, "/api/t/b", 3);
  }

  test("everything that it sent was taken, and the browser saw no fault", () => {
    assert.deepEqual(
      answers.filter(({ status }) => status !== 200),
      [],
    );
    assert.deepEqual(faults, []);
    const used = new Set(answers.map(({ path }) => path));
    for (const path of ["c", "e", "ce", "i", "b", "h", "v", "er", "visitor-info"]) {
      assert.ok(used.has(`/api/t/${path}`), `/api/t/${path} was not used`);
    }
  });

  test("page views are there, of navigation inside a page too, with campaign and title", async () => {
    const views = await rows("select path, title, hostname from events where kind = 1 order by ts");
    assert.deepEqual(
      views.map(({ path }) => path),
      ["/landing", "/pricing", "/account", "/thanks"],
    );
    assert.deepEqual([views[0]?.title, views[0]?.hostname], ["Page /landing", "shop.example.test"]);
    const [session] = await rows(
      "select utm_source, utm_medium, channel, browser, pageviews from sessions order by started_at limit 1",
    );
    assert.deepEqual(session, {
      utm_source: "newsletter",
      utm_medium: "email",
      channel: "Email",
      browser: "Chrome",
      pageviews: 4,
    });
  });

  test("how long a page was looked at is there, for each page that was left", async () => {
    const views = await rows("select path, duration_ms from events where kind = 1 order by ts");
    const read = views.filter(({ duration_ms }) => Number(duration_ms) >= 1_000).map(({ path }) => path);
    for (const path of ["/landing", "/pricing", "/account"]) assert.ok(read.includes(path), `${path}: ${read}`);
  });

  test("a custom event is there with its properties", async () => {
    const events = await rows("select name, path, properties from events where kind = 2");
    assert.deepEqual(events, [{ name: "signup", path: "/pricing", properties: '{"plan":"pro"}' }]);
  });

  test("a user on two devices is one visitor, under the first device's id", async () => {
    assert.notEqual(devices[0], devices[1]);
    const [row] = await rows("select count(distinct visitor_id)::int as visitors from events where kind in (1, 2)");
    assert.equal(row?.visitors, 1);
  });

  test("web vitals and errors are there as signals and made no visit", async () => {
    const signals = await rows("select name, properties from events where kind = 4 and session_id = 0 order by name");
    const metrics = signals
      .filter(({ name }) => name === "web_vital")
      .map(({ properties }) => JSON.parse(String(properties)).metric);
    for (const metric of ["TTFB", "FCP", "LCP", "CLS"]) assert.ok(metrics.includes(metric), `${metric}: ${metrics}`);
    const errors = signals.filter(({ name }) => name === "page_error");
    assert.deepEqual(
      errors.map(({ properties }) => JSON.parse(String(properties)).message),
      ["broken button"],
    );
    const [visits] = await rows("select count(*)::int as visits from sessions");
    assert.equal(visits?.visits, 1, "both devices in the half hour are one visit of one person");
  });

  test("the page could ask about its visitor", () => {
    const { isIdentified, isReturning, visitCount, firstVisit } = visitorInfo as Record<string, unknown>;
    assert.deepEqual([isIdentified, isReturning, visitCount], [true, false, 1]);
    assert.ok(Date.parse(String(firstVisit)) > 0);
  });
});
