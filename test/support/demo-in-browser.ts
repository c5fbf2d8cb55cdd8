import { after, before } from "node:test";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { browserMissing, openBrowser, openPage, signIn } from "./browser.ts";
import { removeDirectory, type StartedProduct, startProduct } from "./product.ts";

/** The product with its demo and a browser, for the tests of one file. */
export interface DemoInBrowser {
  readonly product: StartedProduct;
  readonly browser: Browser;
  /** A signed-in person at the dashboard of the demo. */
  openDashboard(options: BrowserContextOptions): Promise<{ page: Page; faults: string[] }>;
}

/** Starts both before the tests of the file and ends them after; nothing where there is no browser. */
export function demoInBrowser(): DemoInBrowser {
  let product: StartedProduct | undefined;
  let browser: Browser | undefined;
  const opened = <Thing>(thing: Thing | undefined): Thing => {
    if (thing === undefined) throw new Error("No Chromium is here: the test has to be skipped.");
    return thing;
  };
  before(async () => {
    if (browserMissing()) return;
    product = await startProduct();
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await product?.stop();
    if (product) removeDirectory(product.dataDirectory);
  });
  return {
    get product() {
      return opened(product);
    },
    get browser() {
      return opened(browser);
    },
    openDashboard: async (options) => {
      const { page, faults } = await openPage(opened(browser), options);
      await page.goto(`${opened(product).origin}/sign-in`);
      await signIn(page, opened(product).demo());
      await page.getByRole("link", { name: "Demo shop" }).click();
      await page.getByRole("heading", { name: "Events" }).waitFor();
      return { page, faults };
    },
  };
}
