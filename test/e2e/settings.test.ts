import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { browserMissing, openBrowser, openPage, signIn } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { CALLBACK, codeQuery, exchangeCode, listTools, registerClient } from "../support/oauth-client.ts";
import { removeDirectory, type StartedProduct, startProduct } from "../support/product.ts";
import { sendEvent } from "../support/senders.ts";

const OWNER = { email: "ada@example.com", password: "seven quiet harbours" };
const skip = browserMissing();

// The stories follow one another as they do in life: each stands on the one before.
let product: StartedProduct;
let browser: Browser;
let owner: { context: BrowserContext; page: Page; faults: string[] };
let project: string;
let publicKey: string;
before(async () => {
  product = await startProduct({ script: ["apps/server/src/cli.ts", "serve"] });
  if (skip) return;
  browser = await openBrowser();
  owner = await openPage(browser);
});
after(async () => {
  await browser?.close();
  await product.stop();
  removeDirectory(product.dataDirectory);
});

const textOf = async (page: Page) => (await page.getByRole("main").textContent()) ?? "";

function ask(key: string): Promise<Response> {
  return fetch(product.mcpUrl, {
    method: "POST",
    headers: { "x-api-key": key, "content-type": "application/json", accept: "application/json, text/event-stream" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" }),
  });
}

test("the link that the first start prints leads to an account, a project, its first event and the connect guide", {
  skip,
}, async () => {
  const { page } = owner;
  await page.goto(product.origin);
  await page.getByRole("heading", { name: "Nobody has an account yet" }).waitFor();
  const link = /(http:\S+\/setup\?token=\S+)/.exec(product.output())?.[1] ?? "";
  await page.goto(link);
  await page.getByLabel("E-mail").fill(OWNER.email);
  await page.getByLabel("Your name").fill("Ada");
  await page.getByLabel("Choose a password").fill(OWNER.password);
  await page.getByLabel("Organization").fill("Ada’s shop");
  await page.getByRole("button", { name: "Make the account" }).click();

  await page.getByLabel("Name", { exact: true }).fill("Shop");
  await page.getByLabel("Domain").fill("shop.example.com");
  await page.getByLabel("Time zone").selectOption("Europe/Berlin");
  await page.getByRole("button", { name: "Make the project" }).click();
  await page.getByText("Waiting for the first event").waitFor();
  project = /\/projects\/([\w-]+)\//.exec(page.url())?.[1] ?? "";
  publicKey = /hm_pk_[\w-]+/.exec(await textOf(page))?.[0] ?? "";

  assert.equal(await sendEvent({ origin: product.origin, publicKey }, "first"), 200);
  // The page looks again by itself.
  await page.getByText("The first event is here").waitFor();
  await page.getByRole("button", { name: "Choose an assistant" }).click();
  await page.getByRole("heading", { name: "MCP address" }).waitFor();
  assert.equal((await fetch(link)).status, 404);
});

test("a test of the connection passes every step against the running product", { skip }, async () => {
  const { page } = owner;
  await page.getByRole("button", { name: "Test now" }).click();
  await page.getByText("All of it works, from this computer").waitFor();
  assert.equal(await page.locator(".checks .good").count(), 6);
  await page.goto(`${product.origin}/account`);
  assert.doesNotMatch(await textOf(page), /Test of the connection/);
});

test("a key that is made in the guide works, is seen to have been used, and is refused once it is revoked", {
  skip,
}, async () => {
  const { page } = owner;
  await page.goto(`${product.origin}/projects/${project}/settings/connect?client=codex`);
  const posted: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "POST") posted.push(new URL(request.url()).pathname);
  });
  // Two presses of the button send the form once.
  await page.getByRole("button", { name: "Make a read-only key" }).dblclick();
  await page.getByText("Copy it now").waitFor();
  assert.deepEqual(posted, [`/projects/${project}/settings/connect/key`]);
  const key = /hm_sk_[\w-]{43}/.exec(await textOf(page))?.[0] ?? "";
  assert.equal((await ask(key)).status, 200);
  await page.goto(`${product.origin}/projects/${project}/settings/keys`);
  const row = async () => {
    await page.reload();
    return (await page.locator("tr", { hasText: "Codex" }).textContent()) ?? "";
  };
  assert.doesNotMatch(await eventually(row, (text) => !text.includes("Never")), /Never/);
  await page.getByRole("button", { name: "Revoke Codex (from the guide)" }).click();
  await page.getByRole("button", { name: "Revoke key" }).click();
  await page.getByRole("status").waitFor();
  assert.equal((await ask(key)).status, 401);
});

test("an invited viewer sees the numbers and no keys", { skip }, async () => {
  const { page } = owner;
  await page.goto(`${product.origin}/projects/${project}/settings/members`);
  const invite = page.locator("form[action$='/invite']");
  await invite.getByLabel("E-mail").fill("grace@example.com");
  await invite.getByRole("combobox").selectOption("viewer");
  await invite.getByRole("button", { name: "Make a link" }).click();
  const link = (await page.locator("pre code").textContent()) ?? "";

  const guest = await openPage(browser);
  await guest.page.goto(link);
  await guest.page.getByLabel("Your name").fill("Grace");
  await guest.page.getByLabel("Choose a password").fill("eight quiet harbours");
  await guest.page.getByRole("button", { name: "Make an account and join" }).click();
  await guest.page.getByRole("heading", { name: "Shop" }).waitFor();
  assert.equal(await guest.page.getByRole("link", { name: "Keys" }).count(), 0);
  const keys = await guest.page.goto(`${product.origin}/projects/${project}/settings/keys`);
  assert.equal(keys?.status(), 403);
  await guest.context.close();
});

test("a visitor is erased from the page, and the list says so", { skip }, async () => {
  const { page } = owner;
  await page.goto(`${product.origin}/projects/${project}/settings/privacy`);
  await page.getByLabel("Id or address").fill("v-first");
  await page.getByRole("button", { name: "Erase for good" }).click();
  await page.getByText("It is being erased").waitFor();
  const read = async () => {
    await page.reload();
    return textOf(page);
  };
  const erased = /erased; once more within the hour/;
  assert.match(await eventually(read, (text) => erased.test(text)), erased);
});

test("with scripts off one signs in, reads numbers, approves an assistant and revokes it, which refuses its next call", {
  skip,
}, async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  const clientId = await registerClient(product.origin);
  const { query, verifier } = codeQuery(clientId);
  const left = page.waitForRequest((request) => request.url().startsWith(CALLBACK));
  await page.goto(`${product.origin}/oauth/authorize?${new URLSearchParams(query)}`);
  await signIn(page, OWNER);
  await page.getByRole("button", { name: "Approve" }).click();
  const callback = new URL((await left).url());
  const { accessToken } = await exchangeCode(product.origin, { clientId, verifier, callback });
  assert.equal((await listTools(product.mcpUrl, accessToken)).status, 200);

  // The first page is on its way to the callback, where nobody listens.
  const later = await context.newPage();
  await later.goto(`${product.origin}/projects/${project}`);
  assert.match(await textOf(later), /Visitors/);
  await later.goto(`${product.origin}/projects/${project}/settings/connections`);
  await later.getByRole("button", { name: /^Revoke/ }).click();
  await later.getByText("Revoked. That assistant is refused from now on.").waitFor();
  assert.equal((await listTools(product.mcpUrl, accessToken)).status, 401);
  await context.close();
});

test("the language is chosen at the foot of a page, and the page is German from then on", { skip }, async () => {
  const { page, faults } = owner;
  await page.goto(`${product.origin}/projects/${project}/settings/mcp`);
  await page.getByRole("link", { name: "Deutsch" }).click();
  await page.getByText("Assistenten können dieses Projekt lesen.").waitFor();
  assert.equal(await page.locator("html").getAttribute("lang"), "de");
  assert.match(page.url(), /\/settings\/mcp$/);
  assert.deepEqual(faults, []);
});
