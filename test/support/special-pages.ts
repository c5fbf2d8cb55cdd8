import { Secret, TOTP } from "otpauth";
import type { Page } from "playwright-core";
import { signIn } from "./browser.ts";
import { CALLBACK, codeQuery, registerClient, signInClient } from "./oauth-client.ts";
import { removeDirectory, type StartedProduct, startProduct } from "./product.ts";

/** Of codes of a second factor. */
const STEP_MS = 30_000;

type Look = (page: Page, name: string) => Promise<void>;

/** Lets an assistant connect, ask, and fail once, so that the pages about assistants have something to show. */
export async function connectAnAssistant({ origin, mcpUrl, demo }: StartedProduct): Promise<void> {
  const { accessToken } = await signInClient(origin, demo());
  const call = { name: "get_top_pages", arguments: { period: "last_7_days" } };
  await fetch(mcpUrl, {
    method: "POST",
    headers: {
      authorization: `Bearer ${accessToken}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params: call }),
  });
  const foreign = new URLSearchParams({
    ...codeQuery(await registerClient(origin)).query,
    redirect_uri: "https://a.example/",
  });
  await fetch(`${origin}/oauth/authorize?${foreign}`);
}

/**
 * Shows one after the other what no link leads to: consent, invitations, a second factor and its codes, what is shown once,
 * errors, and the setup of another product without accounts. The page is signed in before, and its owner has a second factor
 * afterwards. Nothing depends on the page's language.
 */
export async function lookAtSpecialPages({ origin, demo }: StartedProduct, page: Page, look: Look): Promise<void> {
  const project = /\/projects\/[\w-]{36}/.exec(await (await page.request.get(origin)).text())?.[0];
  const settings = `${origin}${project}/settings`;

  await page.goto(`${origin}/oauth/authorize?${new URLSearchParams(codeQuery(await registerClient(origin)).query)}`);
  await look(page, "consent");
  await page.goto(`${origin}/oauth/authorize?client_id=gone&response_type=code&redirect_uri=${CALLBACK}`);
  await look(page, "error-oauth");
  await page.goto(`${origin}/connect/unknown`);
  await look(page, "error-expired");
  await page.goto(`${settings}/keys`);
  await send(page, "/keys", { name: "Laptop" });
  await look(page, "shown-once");
  await page.goto(`${settings}/connect`);
  await send(page, "/connect/test#test");
  await look(page, "connection-test");
  await page.goto(`${settings}/members`);
  await send(page, "/invite", { email: "grace@example.com" });
  await look(page, "invitation");
  const link = (await page.locator("pre code").textContent()) ?? "";
  await page.goto(link);
  await look(page, "invited-by-mistake");
  const secret = await turnOnSecondFactor(page, { origin, password: demo().password, look });

  await page.context().clearCookies();
  await page.goto(link);
  await look(page, "invited");
  await page.goto(`${origin}/invite?token=expired`);
  await look(page, "error-invitation");
  await page.goto(`${origin}/sign-in`);
  await send(page, "/sign-in", { email: demo().email, password: "not the password" });
  await look(page, "sign-in-refused");
  await signIn(page, demo());
  await look(page, "sign-in-code");
  await send(page, "/code", { code: new TOTP({ secret }).generate({ timestamp: Date.now() + STEP_MS }) });
  await lookAtSetup(page, look);
}

/** Fills the first form that goes there, and sends it. */
async function send(page: Page, action: string, fields: Readonly<Record<string, string>> = {}): Promise<void> {
  const form = page.locator(`form[method=post][action$="${action}"]`).first();
  for (const [name, value] of Object.entries(fields)) await form.locator(`[name=${name}]`).fill(value);
  await form.locator("button[type=submit]").last().click();
  await page.waitForLoadState("load");
}

async function turnOnSecondFactor(
  page: Page,
  { origin, password, look }: { origin: string; password: string; look: Look },
): Promise<Secret> {
  await page.goto(`${origin}/account/security`);
  await send(page, "/second-factor", { password });
  await look(page, "second-factor");
  const secret = Secret.fromBase32(((await page.locator("pre code").textContent()) ?? "").replaceAll(" ", ""));
  await send(page, "/confirm", { code: new TOTP({ secret }).generate() });
  await look(page, "recovery-codes");
  return secret;
}

/** The first start: the explanation where the link is, the first account, the first project, and the way on. */
async function lookAtSetup(page: Page, look: Look): Promise<void> {
  const product = await startProduct({ script: ["apps/server/src/cli.ts", "serve"] });
  try {
    await page.goto(product.origin);
    await look(page, "setup-explained");
    await page.goto(/(http:\S+\/setup\?token=\S+)/.exec(product.output())?.[1] ?? "");
    await look(page, "setup");
    const names = { name: "Ada", organization: "Ada’s shop" };
    await send(page, "/setup", { email: "ada@example.com", password: "seven quiet harbours", ...names });
    await look(page, "setup-project");
    await send(page, "/projects/new", { name: "Shop" });
    await page.goto(`${page.url()}?wait=no`);
    await look(page, "setup-start");
    await page.goto(page.url().replace(/\/start.*/, ""));
    await look(page, "dashboard-empty");
  } finally {
    await product.stop();
    removeDirectory(product.dataDirectory);
  }
}
