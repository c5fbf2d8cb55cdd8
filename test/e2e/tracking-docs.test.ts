import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { browserMissing, openBrowser, openPage } from "../support/browser.ts";
import { readJson } from "../support/json.ts";
import { SITE_FLAGS } from "../support/site.ts";
import { startTracked, type TrackedProduct } from "../support/tracked.ts";
import { startTrackedSite, type TrackedSite } from "../support/tracked-site.ts";

const run = promisify(execFile);
const text = readFileSync(new URL("../../docs/tracking.md", import.meta.url), "utf8");
/** The examples of docs/tracking.md in one language. */
const examples = (language: string) =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms"))].map(([, example = ""]) => example.trim());

let product: TrackedProduct;
before(async () => {
  product = await startTracked();
});
after(() => product.remove());

for (const [index, command] of examples("sh").entries()) {
  test(`the command works as it stands: ${/\/api\/v1\/\S+/.exec(command)?.[0] ?? index}`, async () => {
    const own = command
      .replaceAll("https://stats.example.com", product.origin)
      .replaceAll("hm_sk_…", product.secretKey)
      .replace(/^curl/, "curl --silent --fail-with-body");
    const { stdout } = await run("sh", ["-c", own]);
    const answer = JSON.parse(stdout);
    assert.ok(answer.success || answer.userId === null || (answer.accepted === 3 && answer.refused === 0), stdout);
  });
}

describe("in a page", { skip: browserMissing() }, () => {
  let site: TrackedSite;
  before(async () => {
    site = await startTrackedSite(product);
  });
  after(() => site.close());

  test("every call and every marked element of the page about tracking does what it says", async () => {
    const browser = await openBrowser(SITE_FLAGS);
    const { page, faults } = await openPage(browser);
    await page.goto(site.url("/docs"));
    await site.until("/api/t/e", 1);
    const calls = examples("js").join("\n").split("\n");
    assert.ok(calls.length >= 7);
    for (const call of calls) await page.evaluate(`void ${call}`);
    const [, marked = ""] = examples("html");
    await page.evaluate(`document.body.insertAdjacentHTML("afterbegin", ${JSON.stringify(marked)})`);
    await page.locator("button", { hasText: "Buy" }).first().click();
    const events = await site.until("/api/t/ce", 3);
    await site.until("/api/t/e", 2);
    await site.until("/api/t/i", 1);
    const told = events.map(({ eventName, properties }) => JSON.stringify([eventName, properties])).sort();
    const purchase = JSON.stringify(["purchase", { revenue: 49.9, currency: "EUR" }]);
    assert.deepEqual(told, [purchase, purchase, JSON.stringify(["signup", { plan: "pro" }])]);
    assert.deepEqual(faults, []);
    await browser.close();
  });
});

test("web vitals are found by the name that the page about tracking gives", async () => {
  const body = JSON.stringify({ visitorId: "v-9", metric: "LCP", value: 1_840, path: "/" });
  const headers = { "content-type": "application/json", "user-agent": "Mozilla/5.0 Firefox/140.0" };
  const sent = await fetch(`${product.origin}/api/t/v?apiKey=${product.publicKey}`, { method: "POST", headers, body });
  assert.equal(sent.status, 200);
  const url = `${product.origin}/api/v1/projects/${product.projectId}/events?period=today&eventName=web_vital&property=rating`;
  for (let polls = 0; ; polls += 1) {
    const { data } = await readJson(await fetch(url, { headers: { "x-api-key": product.secretKey } }));
    const good = data.rows.find((row: { value: string }) => row.value === "good");
    if (good) break;
    assert.ok(polls < 100, JSON.stringify(data));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const all = await readJson(
    await fetch(`${product.origin}/api/v1/projects/${product.projectId}/events?period=today`, {
      headers: { "x-api-key": product.secretKey },
    }),
  );
  assert.ok(all.data.rows.every(({ name }: { name: string }) => name !== "web_vital"));
});
