// `npm run screenshots [-- FOLDER]`: every page of the demo in four variants, to be looked at: light, dark, 320 px wide, and
// on a German phone. Starts products of its own; the folder is a new one of the system's temporary directory by default.
import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { openBrowser, signIn } from "./support/browser.ts";
import { findPages } from "./support/every-page.ts";
import { removeDirectory, startProduct } from "./support/product.ts";
import { connectAnAssistant, lookAtSpecialPages } from "./support/special-pages.ts";

const WINDOW = { width: 1280, height: 800 };
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const VARIANTS: Readonly<Record<string, BrowserContextOptions>> = {
  light: { viewport: WINDOW, colorScheme: "light" },
  dark: { viewport: WINDOW, colorScheme: "dark" },
  narrow: { viewport: { width: 320, height: 700 }, colorScheme: "light" },
  "german-phone": { ...PHONE, colorScheme: "light", locale: "de-DE" },
};

const folder = process.argv[2] ?? mkdtempSync(join(tmpdir(), "heliometer-screenshots-"));
const browser = await openBrowser();
try {
  const counts: number[] = [];
  for (const [variant, options] of Object.entries(VARIANTS)) counts.push(await photograph(browser, variant, options));
  console.log(`${counts.join(" + ")} pages in ${counts.length} variants: ${folder}`);
} finally {
  await browser.close();
}

/** Every page of a product of its own, since some of the pages change it. Returns how many there are. */
async function photograph(browser: Browser, variant: string, options: BrowserContextOptions): Promise<number> {
  mkdirSync(join(folder, variant), { recursive: true });
  const product = await startProduct();
  const context = await browser.newContext(options);
  try {
    await connectAnAssistant(product);
    const page = await context.newPage();
    const taken = new Set<string>();
    const take = async (shown: Page, name: string) => {
      taken.add(name);
      await shown.screenshot({ path: join(folder, variant, `${name}.png`), fullPage: true });
    };
    await page.goto(`${product.origin}/sign-in`);
    await take(page, "sign-in");
    await signIn(page, product.demo());
    for (const { path, name } of await findPages(page, product.origin)) {
      await page.goto(`${product.origin}${path}`, { waitUntil: "load" });
      await take(page, name);
    }
    await lookAtSpecialPages(product, page, take);
    return taken.size;
  } finally {
    await context.close();
    await product.stop();
    removeDirectory(product.dataDirectory);
  }
}
