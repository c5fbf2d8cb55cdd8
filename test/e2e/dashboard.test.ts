import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { faultsOf } from "../support/axe.ts";
import { browserMissing, openPage, signIn } from "../support/browser.ts";
import { demoInBrowser } from "../support/demo-in-browser.ts";
import { findPages } from "../support/every-page.ts";
import { connectAnAssistant, lookAtSpecialPages } from "../support/special-pages.ts";

const skip = browserMissing();
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true } as const;
const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 320, height: 700 };
/** In the dark only colours are different, so only these are looked at again. */
const LOOKS = [
  { look: "light", colorScheme: "light", viewport: WIDE, rules: null },
  { look: "dark", colorScheme: "dark", viewport: WIDE, rules: ["color-contrast"] },
  { look: "narrow", colorScheme: "light", viewport: NARROW, rules: null },
] as const;
const PAGE_BYTES_MAX = 60_000;

const demo = demoInBrowser();
const { openDashboard } = demo;

const visitorsOn = async (page: Page) =>
  Number((await page.locator(".figure dd").first().textContent())?.replaceAll(",", ""));

test("on a phone one signs in, reads the week, filters by a tap, and takes the rows along as a file", {
  skip,
}, async () => {
  const { page, faults } = await openDashboard(PHONE);
  const all = await visitorsOn(page);
  assert.ok(all > 0);
  await page.getByRole("link", { name: "Show only Country: France" }).last().click();
  await page.getByRole("link", { name: "Take out: Country: France" }).first().waitFor();
  const french = await visitorsOn(page);
  assert.ok(french > 0 && french < all, `${french} of ${all}`);
  assert.match(new URL(page.url()).searchParams.get("filters") ?? "", /"country"/);
  await page.getByLabel("More: Sources").click();
  const downloading = page.waitForEvent("download");
  await page.locator("#sources").getByRole("link", { name: "Download as CSV" }).click();
  const csv = await readFile(await (await downloading).path(), "utf8");
  const [head, first] = csv.slice(1).split("\r\n");
  assert.equal(head, "name,uniqueVisitors,pageViews,sessions,bounceRate,avgDuration,share");
  const [name = "", visitors = ""] = first?.split(",") ?? [];
  const row = page.locator("#sources tbody tr").first();
  assert.deepEqual(
    await row
      .locator("th, td")
      .allInnerTexts()
      .then((texts) => texts.map((text) => text.trim())),
    [name, Number(visitors).toLocaleString("en")],
  );
  await page.getByRole("link", { name: "Take out: Country: France" }).first().click();
  await page.getByRole("link", { name: "Take out: Country: France" }).first().waitFor({ state: "detached" });
  assert.equal(await visitorsOn(page), all);
  await page.goBack();
  await page.getByRole("link", { name: "Take out: Country: France" }).first().waitFor();
  assert.equal(await visitorsOn(page), french);
  assert.deepEqual(faults, []);
});

test("with scripts off the same numbers are read, and a row filters as a link", { skip }, async () => {
  const { page } = await openDashboard({ ...PHONE, javaScriptEnabled: false });
  const all = await visitorsOn(page);
  await page.getByRole("link", { name: "Show only Device: Phone" }).click();
  await page.getByRole("link", { name: "Take out: Device: Phone" }).first().waitFor();
  const phones = await visitorsOn(page);
  assert.ok(phones > 0 && phones < all, `${phones} of ${all}`);
  await page.locator("summary", { hasText: "Filter" }).click();
  await page.getByRole("combobox", { name: "What", exact: true }).selectOption("page");
  await page.getByRole("combobox", { name: "How", exact: true }).selectOption("starts_with");
  await page.getByRole("textbox", { name: "Value", exact: true }).fill("/guides");
  await page.getByRole("button", { name: "Filter" }).click();
  await page.getByRole("link", { name: "Take out: Page starts with /guides" }).waitFor();
  assert.ok((await visitorsOn(page)) < phones);
  await page.getByLabel("More: Pages").click();
  await page.getByText("get_top_pages").waitFor();
});

test("the chart is read with the arrow keys, who is there now is asked again, and nothing moves", {
  skip,
}, async () => {
  const { page, faults } = await openDashboard({ viewport: WIDE });
  const shift = await page.evaluate(
    `new Promise((done) => { let sum = 0; new PerformanceObserver((list) => { for (const entry of list.getEntries()) sum += entry.value; }).observe({ type: "layout-shift", buffered: true }); setTimeout(() => done(sum), 300); })`,
  );
  assert.equal(shift, 0);
  await page.locator("#trend .chart-frame").focus();
  await page.keyboard.press("ArrowRight");
  const said = await page.locator("#trend .chart-frame [aria-live]").textContent();
  assert.match(said ?? "", /Visitors: [\d,]+, Before: [\d,]+$/);
  await page.keyboard.press("End");
  assert.match((await page.locator("#trend .tip").textContent()) ?? "", /not over yet/);
  const asked = page.waitForResponse((response) => response.url().endsWith("/now"));
  await page.evaluate(`document.dispatchEvent(new Event("visibilitychange"))`);
  assert.equal((await asked).status(), 200);
  assert.deepEqual(faults, []);
});

/** What is wrong with a page as it is shown, in each look. */
async function faultsInEachLook(page: Page, name: string): Promise<string[]> {
  const faults: string[] = [];
  for (const { look, colorScheme, viewport, rules } of LOOKS) {
    // Colours that are on their way to others would be looked at halfway.
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize(viewport);
    faults.push(...(await faultsOf(page, rules)).map((fault) => `${name}, ${look}: ${fault}`));
  }
  return faults;
}

test("axe finds nothing serious on any page, in light, in dark and 320 px wide; no page is wider than its window", {
  skip,
}, async () => {
  const { product, browser } = demo;
  await connectAnAssistant(product);
  const { page } = await openPage(browser);
  await page.goto(`${product.origin}/sign-in`);
  const faults = await faultsInEachLook(page, "sign-in");
  await signIn(page, product.demo());
  const places = await findPages(page, product.origin);
  assert.ok(places.length > 20, `Only ${places.length} pages were found.`);
  for (const { path, name } of places) {
    const answer = await page.goto(`${product.origin}${path}`);
    const sent = (await answer?.request().sizes())?.responseBodySize ?? 0;
    if (sent > PAGE_BYTES_MAX) faults.push(`${name}: ${sent} bytes`);
    faults.push(...(await faultsInEachLook(page, name)));
  }
  const special: string[] = [];
  await lookAtSpecialPages(product, page, async (shown, name) => {
    special.push(name);
    faults.push(...(await faultsInEachLook(shown, name)));
  });
  for (const name of ["consent", "invited", "second-factor", "sign-in-code", "setup", "error-oauth", "error-expired"]) {
    assert.ok(special.includes(name), name);
  }
  assert.deepEqual(faults, []);
});
