// `npm run screenshots [-- FOLDER]`: every page of the demo in four variants, to be looked at: light, dark, 320 px wide, and
// on a German phone. Starts a product of its own; the folder is a new one of the system's temporary directory by default.
import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { openBrowser, signIn } from "./support/browser.ts";
import { findPages, type Place } from "./support/every-page.ts";
import { removeDirectory, type StartedProduct, startProduct } from "./support/product.ts";

const WINDOW = { width: 1280, height: 800 };
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const VARIANTS: Readonly<Record<string, BrowserContextOptions>> = {
  light: { viewport: WINDOW, colorScheme: "light" },
  dark: { viewport: WINDOW, colorScheme: "dark" },
  narrow: { viewport: { width: 320, height: 700 }, colorScheme: "light" },
  "german-phone": { ...PHONE, colorScheme: "light", locale: "de-DE" },
};

const folder = process.argv[2] ?? mkdtempSync(join(tmpdir(), "heliometer-screenshots-"));
const product = await startProduct();
const browser = await openBrowser();
try {
  let places: Place[] | undefined;
  for (const [variant, options] of Object.entries(VARIANTS)) {
    places = await photograph({ product, browser }, { variant, options, places });
  }
  console.log(`${places?.length} pages in ${Object.keys(VARIANTS).length} variants: ${folder}`);
} finally {
  await browser.close();
  await product.stop();
  removeDirectory(product.dataDirectory);
}

async function photograph(
  { product: { origin, demo }, browser }: { product: StartedProduct; browser: Browser },
  { variant, options, places }: { variant: string; options: BrowserContextOptions; places: Place[] | undefined },
): Promise<Place[]> {
  mkdirSync(join(folder, variant), { recursive: true });
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const take = async (name: string) => {
    await page.screenshot({ path: join(folder, variant, `${name}.png`), fullPage: true });
  };
  await page.goto(`${origin}/sign-in`);
  await take("sign-in");
  await signIn(page, demo());
  const all = places ?? (await findPages(page, origin));
  for (const { path, name } of all) {
    await page.goto(`${origin}${path}`, { waitUntil: "load" });
    await take(name);
  }
  await context.close();
  return all;
}
