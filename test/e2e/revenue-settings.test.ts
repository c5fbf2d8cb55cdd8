import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { faultsOf } from "../support/axe.ts";
import { browserMissing } from "../support/browser.ts";
import { demoInBrowser } from "../support/demo-in-browser.ts";

const skip = browserMissing();
const REPORT = fileURLToPath(new URL("../../packages/revenue/fixtures/spend/google-ads-de.csv", import.meta.url));
const FAULTY = fileURLToPath(new URL("../../packages/revenue/fixtures/spend/own-faults.csv", import.meta.url));
const LOOKS = [{ viewport: { width: 1280, height: 800 } }, { viewport: { width: 320, height: 700 } }] as const;

const demo = demoInBrowser();

/** A signed-in person at "Revenue and spend" of the demo. */
async function openSettings(options: Parameters<typeof demo.openDashboard>[0]) {
  const { page, faults } = await demo.openDashboard(options);
  await page.getByRole("link", { name: "Settings" }).click();
  await page.getByRole("link", { name: "Revenue", exact: true }).click();
  await page.getByRole("heading", { name: "Payment providers" }).waitFor();
  return { page, faults };
}

test("without scripts a report is looked at, stored, and a provider is connected", { skip }, async () => {
  const { page } = await openSettings({ javaScriptEnabled: false });
  const look = page.getByRole("button", { name: "Look at it first" });
  await page.getByLabel("CSV file, at most 2 MB").setInputFiles(FAULTY);
  await look.click();
  await page.getByRole("heading", { name: "Nothing can be stored: 11 rows are at fault" }).waitFor();
  await page.getByRole("link", { name: "Back" }).click();
  await page.getByLabel("CSV file, at most 2 MB").setInputFiles(REPORT);
  await look.click();
  await page.getByText("A report of Google Ads. 5 rows read.").waitFor();
  await page.getByRole("button", { name: "Store it" }).click();
  await page.getByText("Stored: 3 new rows, 0 restated, 0 as they were.").waitFor();
  await page.getByLabel("Signing secret of the webhook").first().fill("whsec_0123456789abcdef0123456789abcdef");
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await page.getByText("Connected. Give the provider the webhook address below.").waitFor();
  assert.match(String(await page.locator("pre.copy").first().textContent()), /\/api\/v1\/webhooks\/stripe\//);
});

for (const look of LOOKS) {
  test(`nothing of it is out of reach at ${look.viewport.width} pixels, the faults of a file included`, {
    skip,
  }, async () => {
    const { page, faults } = await openSettings(look);
    assert.deepEqual(await faultsOf(page, null), []);
    await page.getByLabel("CSV file, at most 2 MB").setInputFiles(FAULTY);
    await page.getByRole("button", { name: "Look at it first" }).click();
    await page.getByRole("heading", { name: "Nothing can be stored: 11 rows are at fault" }).waitFor();
    assert.deepEqual(await faultsOf(page, null), []);
    // The browser itself notes that the file was refused.
    assert.deepEqual(
      faults.filter((fault) => !fault.includes("status of 400")),
      [],
    );
  });
}
