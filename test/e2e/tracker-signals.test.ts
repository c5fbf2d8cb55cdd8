import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { browserMissing, openPage } from "../support/browser.ts";
import { openFormBrowser } from "../support/form-browser.ts";
import { openTrackedWorld, type TrackedSite, type TrackedWorld } from "../support/tracked-site.ts";

/** Long enough for whatever would be sent by mistake. */
const QUIET_MS = 700;

describe("somebody whose browser asks not to be followed", { skip: browserMissing() }, () => {
  let world: TrackedWorld;
  let site: TrackedSite;
  before(async () => {
    world = await openTrackedWorld();
    site = world.site;
  });
  after(() => world?.close());
  beforeEach(() => site.forget());

  /** Opens the page in a new profile, calls the tracker, leaves, and tells what was sent. */
  async function visit(path: string): Promise<string[]> {
    const { context, page } = await openPage(world.browser);
    await page.goto(site.url(path));
    await page.waitForTimeout(QUIET_MS);
    await page.evaluate("heliometer.track('called')");
    await page.evaluate("heliometer.identify({ userId: 'u1' })");
    await page.goto("about:blank");
    await page.waitForTimeout(QUIET_MS);
    await context.close();
    return site
      .sent()
      .map(({ path: called }) => called)
      .filter((called) => called.startsWith("/api/"));
  }

  test("is counted after the script has asked the project, where that does not leave them alone", async () => {
    const calls = await visit("/signal");
    assert.equal(calls[0], "/api/t/c");
    assert.ok(calls.includes("/api/t/e") && calls.includes("/api/t/ce"), String(calls));
  });

  test("sends nothing but that question where the project needs no consent; everybody else is counted unasked", async () => {
    const { product } = world;
    const admin = openFormBrowser(product.origin);
    await admin.submit(await admin.open("/sign-in"), "/sign-in", product.account);
    const settings = `/projects/${product.projectId}/settings/privacy`;
    const saved = await admin.submit(await admin.open(settings), `${settings}/preset`);
    assert.equal(saved.status, 200);
    assert.deepEqual(await visit("/signal"), ["/api/t/c"]);
    site.forget();
    const calls = await visit("/landing");
    assert.ok(!calls.includes("/api/t/c") && calls.includes("/api/t/e"), String(calls));
  });
});
