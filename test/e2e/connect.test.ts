import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { browserMissing, openBrowser, openPage, signIn } from "../support/browser.ts";
import { listenForCallback } from "../support/callback.ts";
import { callTool, createModern } from "../support/clients.ts";
import { startDemo } from "../support/demo.ts";
import { readJson } from "../support/json.ts";
import { RecordingProvider } from "../support/oauth-provider.ts";
import { removeDirectory, type StartedProduct } from "../support/product.ts";

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

test("a person connects an assistant by OAuth, asks, revokes in the settings, and the next call is refused", {
  skip,
}, async () => {
  const callback = await listenForCallback();
  const provider = new RecordingProvider(callback.url, "Test Assistant");
  const { client, createTransport } = createModern(product.mcpUrl, { provider });

  // The assistant opens the URL, is challenged, discovers, registers, and sends the person to sign in.
  const first = createTransport();
  await assert.rejects(client.connect(first), /Unauthorized|authoriz/i);
  const authorizationUrl = provider.authorizationUrl as URL | null;
  assert.ok(authorizationUrl, "The client was sent to the authorization page.");
  assert.equal(authorizationUrl.origin, product.origin);

  const { context, page, faults } = await openPage(browser);
  await page.goto(authorizationUrl.href);
  await signIn(page, product.demo());
  const consent = await page.content();
  assert.ok(consent.includes("Test Assistant"));
  assert.ok(consent.includes("localhost"));
  assert.ok(consent.includes(product.demo().email));
  await page.waitForTimeout(800);
  await page.getByRole("button", { name: /approve|allow/i }).click();
  const parameters = await callback.received;
  assert.equal(parameters.get("state"), provider.sentState);
  assert.equal(parameters.get("iss"), product.origin);

  await first.finishAuth(parameters);
  assert.ok(provider.savedTokens?.refresh_token, "A refresh token came although offline access was not asked for.");
  await client.connect(createTransport());
  const answer = await callTool(client, "get_analytics", { period: "last_7_days" });
  assert.equal(answer.isError, false, answer.text);
  assert.ok(Number(answer.structured.data.uniqueVisitors) > 0);

  // The settings show the connection; Revoke ends it.
  await page.goto(product.origin);
  await page
    .getByRole("link", { name: /demo shop/i })
    .first()
    .click();
  await page
    .getByRole("link", { name: /settings/i })
    .first()
    .click();
  await page
    .getByRole("link", { name: /connections/i })
    .first()
    .click();
  const connections = await page.content();
  assert.ok(connections.includes("Test Assistant"));
  await page
    .getByRole("button", { name: /revoke/i })
    .first()
    .click();
  const confirm = page.getByRole("button", { name: /^(yes|revoke)/i }).first();
  if (await confirm.isVisible().catch(() => false)) await confirm.click();
  await page.waitForLoadState("networkidle");
  const afterwards = (await page.getByRole("main").textContent()) ?? "";
  assert.ok(!afterwards.includes("Test Assistant"));

  const token = provider.savedTokens?.access_token ?? "";
  const refused = await fetch(product.mcpUrl, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 7, method: "tools/list" }),
  });
  assert.equal(refused.status, 401);
  assert.match(refused.headers.get("www-authenticate") ?? "", /^Bearer .*resource_metadata="/);

  const metadata = await readJson(await fetch(`${product.origin}/.well-known/oauth-authorization-server`));
  const refresh = await fetch(metadata.token_endpoint, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "refresh_token",
      refresh_token: provider.savedTokens?.refresh_token ?? "",
      client_id: provider.savedClient?.client_id ?? "",
      resource: product.mcpUrl,
    }),
  });
  assert.equal(refresh.status, 400);
  assert.equal((await readJson(refresh)).error, "invalid_grant");
  await assert.rejects(callTool(client, "get_analytics"));

  assert.deepEqual(faults, [], "The pages ran without a console error or a blocked resource.");
  await client.close().catch(() => {});
  await context.close();
  await callback.close();
});

test("a person who declines sends the assistant away with access_denied and leaves no connection", {
  skip,
}, async () => {
  const callback = await listenForCallback();
  const provider = new RecordingProvider(callback.url, "Declined Assistant");
  const { client, createTransport } = createModern(product.mcpUrl, { provider });
  await assert.rejects(client.connect(createTransport()));
  const { context, page } = await openPage(browser);
  await page.goto(String(provider.authorizationUrl));
  await signIn(page, product.demo());
  await page.getByRole("button", { name: /deny|decline|cancel/i }).click();
  const parameters = await callback.received;
  assert.equal(parameters.get("error"), "access_denied");
  assert.equal(parameters.get("iss"), product.origin);
  await page.goto(product.origin);
  await page
    .getByRole("link", { name: /demo shop/i })
    .first()
    .click();
  await page
    .getByRole("link", { name: /settings/i })
    .first()
    .click();
  await page
    .getByRole("link", { name: /connections/i })
    .first()
    .click();
  assert.ok(!(await page.content()).includes("Declined Assistant"));
  await context.close();
  await callback.close();
});
