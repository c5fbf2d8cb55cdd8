import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Secret, TOTP } from "otpauth";
import type { Browser, Page } from "playwright-core";
import { browserMissing, openBrowser, openPage, signIn } from "../support/browser.ts";
import { startDemo } from "../support/demo.ts";
import { removeDirectory, type StartedProduct } from "../support/product.ts";

const STEP_MS = 30_000;
const skip = browserMissing();
let product: StartedProduct;
let browser: Browser;
before(async () => {
  product = await startDemo();
  if (!skip) browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await product.stop();
  removeDirectory(product.dataDirectory);
});

/** The settings page of the demo project. */
async function openSettings(page: Page, name: string): Promise<void> {
  await page.goto(product.origin);
  await page.getByRole("link", { name: "Demo shop" }).first().click();
  await page.getByRole("link", { name: "Settings", exact: true }).click();
  await page.getByRole("navigation", { name: "Settings" }).getByRole("link", { name }).click();
}

async function register(redirectUri: string, clientName: string): Promise<string> {
  const answer = await fetch(`${product.origin}/oauth/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ client_name: clientName, redirect_uris: [redirectUri], token_endpoint_auth_method: "none" }),
  });
  return ((await answer.json()) as { client_id: string }).client_id;
}

function authorizeUrl(clientId: string, redirectUri: string): string {
  const query = new URLSearchParams({
    response_type: "code",
    client_id: clientId,
    redirect_uri: redirectUri,
    code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    code_challenge_method: "S256",
    scope: "analytics:read revenue:read customers:read",
    resource: product.mcpUrl,
  });
  return `${product.origin}/oauth/authorize?${query}`;
}

test("a person is invited by a link, makes an account, and gives it a second factor that signing in then asks for", {
  skip,
}, async () => {
  const { context, page, faults } = await openPage(browser);
  await page.goto(`${product.origin}/sign-in`);
  await signIn(page, product.demo());
  await openSettings(page, "Members");
  const invite = page.locator("form[action$='/invite']");
  await invite.getByLabel("E-mail").fill("grace@example.com");
  await invite.getByRole("combobox").selectOption("editor");
  await invite.getByRole("button", { name: "Make a link" }).click();
  const link = (await page.locator("pre code").textContent()) ?? "";
  await context.close();

  const guest = await openPage(browser);
  await guest.page.goto(link);
  await guest.page.getByLabel("Your name").fill("Grace");
  await guest.page.getByLabel("Choose a password").fill("eight quiet harbours");
  await guest.page.getByRole("button", { name: "Make an account and join" }).click();
  await guest.page.getByRole("heading", { name: "Demo shop" }).waitFor();

  await guest.page.goto(`${product.origin}/account/security`);
  const factor = guest.page.locator("form[action$='/second-factor']");
  await factor.getByLabel("Your password").fill("eight quiet harbours");
  await factor.getByRole("button", { name: "Set up" }).click();
  const secret = ((await guest.page.locator("pre code").textContent()) ?? "").replaceAll(" ", "");
  const totp = new TOTP({ secret: Secret.fromBase32(secret) });
  await guest.page.getByLabel("Code", { exact: true }).fill(totp.generate());
  await guest.page.getByRole("button", { name: "Turn on" }).click();
  assert.match((await guest.page.locator("pre code").textContent()) ?? "", /^(?:[a-z2-7]{4}-){3}[a-z2-7]{4}$/m);

  // Another browser: the password, then the code; afterwards the first one signs it out.
  const other = await openPage(browser);
  await other.page.goto(`${product.origin}/sign-in`);
  await signIn(other.page, { email: "grace@example.com", password: "eight quiet harbours" });
  await other.page.getByLabel("Code").fill("000000");
  await other.page.getByRole("button", { name: "Sign in" }).click();
  await other.page.getByRole("alert").waitFor();
  await other.page.getByLabel("Code").fill(totp.generate({ timestamp: Date.now() + STEP_MS }));
  await other.page.getByRole("button", { name: "Sign in" }).click();
  await other.page.getByRole("heading", { name: "Projects" }).waitFor();
  await guest.page.goto(`${product.origin}/account/security`);
  await guest.page.getByRole("button", { name: "Sign out everywhere else" }).click();
  await guest.page.getByRole("status").waitFor();
  await other.page.goto(`${product.origin}/account`);
  await other.page.getByRole("heading", { name: "Sign in" }).waitFor();

  // The wrong code answers 401, which the browser reports; nothing else is at fault.
  const others = other.faults.filter((fault) => !fault.includes("401"));
  assert.deepEqual([...faults, ...guest.faults, ...others], []);
  await guest.context.close();
  await other.context.close();
});

test("Approve waits until the page has been in front for a moment, and is off while another window is", {
  skip,
}, async () => {
  const redirectUri = "http://localhost:4998/callback";
  const client = await register(redirectUri, "Waiting Assistant");
  const { context, page, faults } = await openPage(browser);
  await page.goto(authorizeUrl(client, redirectUri));
  await signIn(page, product.demo());
  const approve = page.getByRole("button", { name: "Approve" });
  await page.reload();
  assert.equal(await approve.isDisabled(), true);
  await page.waitForTimeout(900);
  assert.equal(await approve.isEnabled(), true);
  await page.evaluate("window.dispatchEvent(new Event('blur'))");
  assert.equal(await approve.isDisabled(), true);
  await page.evaluate("window.dispatchEvent(new Event('focus'))");
  assert.equal(await approve.isDisabled(), true);
  await page.waitForTimeout(900);
  assert.equal(await approve.isEnabled(), true);
  assert.equal(await page.getByText("An app on this computer").isVisible(), true);
  assert.deepEqual(faults, []);
  await context.close();
});

test("without scripts Approve works", { skip }, async () => {
  const redirectUri = "http://localhost:4998/callback";
  const client = await register(redirectUri, "Plain Assistant");
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(authorizeUrl(client, redirectUri));
  await signIn(page, product.demo());
  assert.equal(await page.getByRole("button", { name: "Approve" }).isEnabled(), true);
  await context.close();
});

test("the consent page and its errors cannot be shown in a frame of another page", { skip }, async () => {
  const redirectUri = "http://localhost:4998/callback";
  const client = await register(redirectUri, "Framed Assistant");
  const { context, page } = await openPage(browser);
  await page.goto(authorizeUrl(client, redirectUri));
  await signIn(page, product.demo());
  const consent = page.url();
  for (const address of [consent, authorizeUrl("gone", redirectUri), `${product.origin}/connect/unknown`]) {
    await page.goto("about:blank");
    await page.setContent(`<iframe src="${address.replaceAll("&", "&amp;")}"></iframe>`);
    await page.waitForTimeout(500);
    const [, framed] = page.frames();
    assert.match((await framed?.content()) ?? "", /refused to connect|ERR_BLOCKED|chrome-error/i, address);
  }
  await context.close();
});

test("a refused attempt is explained in the settings", { skip }, async () => {
  const client = await register("https://assistant.example/callback", "Lost Assistant");
  const { context, page } = await openPage(browser);
  await page.goto(`${product.origin}/sign-in`);
  await signIn(page, product.demo());
  await page.goto(authorizeUrl(client, "https://elsewhere.example/callback"));
  await page.getByRole("heading", { name: "This request was stopped" }).waitFor();
  await page.waitForTimeout(500);
  await openSettings(page, "Diagnosis");
  const words = "Lost Assistant was refused: it asked for the address elsewhere.example, which it had not registered.";
  await page.getByText(words).waitFor();
  await context.close();
});
