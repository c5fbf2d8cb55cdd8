import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { findChromium } from "./chromium.ts";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const ACTION_LIMIT_MS = 15_000;

/** Why browser tests cannot run here, as the sentence they are skipped with; false when they can. */
export function browserMissing(): string | false {
  return findChromium() ? false : "BROWSER TEST NOT RUN: no Chromium is here and none could be installed";
}

/** A real Chromium, with further flags where a test needs them; the caller closes it. */
export async function openBrowser(flags: readonly string[] = []): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error("No Chromium is here.");
  return chromium.launch({ executablePath, args: [...FLAGS, ...flags] });
}

/** A fresh profile and page, with every console error collected. */
export async function openPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<{ context: BrowserContext; page: Page; faults: string[] }> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(ACTION_LIMIT_MS);
  const faults: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(error.message));
  return { context, page, faults };
}

/** Signs in through the form, wherever the page is that shows it, in English or German. */
export async function signIn(page: Page, account: { email: string; password: string }): Promise<void> {
  await page.getByLabel(/e-?mail/i).fill(account.email);
  await page.getByLabel(/passwor[dt]/i).fill(account.password);
  await page.getByRole("button", { name: /sign in|anmelden/i }).click();
  await page.waitForLoadState("networkidle");
}
