import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type FormBrowser, openFormBrowser } from "../support/form-browser.ts";
import { readJson } from "../support/json.ts";
import {
  freePort,
  removeDirectory,
  runToEnd,
  type StartedProduct,
  startProduct,
  temporaryDirectory,
} from "../support/product.ts";

const dataDirectory = temporaryDirectory();
let port: number;
let product: StartedProduct;
let demo: ReturnType<StartedProduct["demo"]>;
let projectId: string;
/** What must not be in any log. */
const secrets: string[] = [];
before(async () => {
  port = await freePort();
  product = await startProduct({ dataDirectory, port, env: { LOG_LEVEL: "trace" } });
  demo = product.demo();
  const home = await (await signIn(demo)).open("/");
  projectId = /href="\/projects\/([0-9a-f-]{36})"/.exec(home.body)?.[1] ?? "";
});
after(async () => {
  await product.stop();
  removeDirectory(dataDirectory);
});

/** A command beside the running product, on the same store. */
async function run(...args: string[]): Promise<{ code: number | null; output: string }> {
  const env = { PUBLIC_URL: product.origin };
  return runToEnd({ env, port: await freePort(), dataDirectory, script: ["apps/server/src/cli.ts", ...args] });
}

async function signIn(account: { email: string; password: string }): Promise<FormBrowser> {
  const browser = openFormBrowser(product.origin);
  const { email, password } = account;
  const page = await browser.submit(await browser.open("/sign-in"), "/sign-in", { email, password });
  assert.equal(page.status, 200, page.body);
  return browser;
}

/** Somebody new, through the link that the command line makes. */
async function join(email: string): Promise<{ browser: FormBrowser; password: string }> {
  const invited = await run("member", "invite", "--project", projectId, "--email", email, "--role", "editor");
  const link = /http:\S+\/invite\?token=\S+/.exec(invited.output)?.[0];
  assert.ok(link, invited.output);
  secrets.push(new URL(link).searchParams.get("token") ?? "");
  const browser = openFormBrowser(product.origin);
  const password = "eight quiet harbours";
  secrets.push(password);
  const joined = await browser.submit(await browser.open(link), "/invite", { name: "New", password });
  assert.equal(new URL(joined.url).pathname, `/projects/${projectId}`);
  return { browser, password };
}

test("an invitation from the command line opens the project once", async () => {
  const { browser } = await join("invited@example.com");
  assert.equal((await browser.open(`/projects/${projectId}/settings`)).status, 200);
  const again = await run("member", "invite", "--project", projectId, "--email", "invited@example.com");
  assert.equal(again.code, 1);
  assert.match(again.output, /belongs to a member of this project/);
  const wrong = await run("member", "invite", "--project", projectId, "--email", "x@example.com", "--role", "boss");
  assert.match(wrong.output, /Allowed: viewer, editor, admin, owner/);
});

test("a new password from the command line signs its user out everywhere, and works", async () => {
  const { browser } = await join("forgetful@example.com");
  const ran = await run("user", "password", "--email", "forgetful@example.com");
  assert.equal(ran.code, 0, ran.output);
  const password = /Password: (\S+)/.exec(ran.output)?.[1] ?? "";
  assert.equal(new URL((await browser.open("/account")).url).pathname, "/sign-in");
  await signIn({ email: "forgetful@example.com", password });
  const unknown = await run("user", "password", "--email", "nobody@example.com");
  assert.deepEqual([unknown.code, unknown.output.trim()], [1, "No such user."]);
});

test("a user is deleted after their address was typed twice, but not the only owner of a project", async () => {
  const { browser } = await join("leaving@example.com");
  const wrong = await run("user", "delete", "--email", "leaving@example.com", "--confirm", "x@example.com");
  assert.equal(wrong.code, 1);
  assert.match(wrong.output, /confirmation: must be the e-mail address of the account/);
  const alone = await run("user", "delete", "--email", demo.email, "--confirm", demo.email);
  assert.equal(alone.code, 1);
  assert.match(alone.output, /the only one of: Demo shop/);
  const ran = await run("user", "delete", "--email", "leaving@example.com", "--confirm", "leaving@example.com");
  assert.equal(ran.code, 0, ran.output);
  assert.equal(new URL((await browser.open("/account")).url).pathname, "/sign-in");
});

test("a project is deleted after its name was typed, and its keys open nothing any more", async () => {
  const added = await run("project", "add", "--name", "Short-lived", "--owner", demo.email);
  const id = /added: (\S+)/.exec(added.output)?.[1] ?? "";
  const key = /hm_sk_\S+/.exec((await run("key", "create", "--project", id)).output)?.[0] ?? "";
  const ask = async () => (await fetch(`${product.origin}/api/v1/me`, { headers: { "x-api-key": key } })).status;
  assert.equal(await ask(), 200);
  const wrong = await run("project", "delete", "--id", id, "--confirm", "Demo shop");
  assert.equal(wrong.code, 1);
  assert.match(wrong.output, /must be the name of the project: Short-lived/);
  assert.equal(await ask(), 200);
  assert.equal((await run("project", "delete", "--id", id, "--confirm", "Short-lived")).code, 0);
  assert.equal(await ask(), 401);
});

test("the log of all that, at its most talkative, holds no link, no password and no cookie", async () => {
  const { browser } = await join("logged@example.com");
  await browser.open("/account/security");
  const log = product.output().split(demo.secretKey).at(-1) ?? "";
  assert.match(log, /"path":"\/invite"/);
  assert.ok(secrets.length > 4);
  for (const secret of [...secrets, ...browser.secrets()]) assert.ok(!log.includes(secret), secret);
});

test("keys rotate beside a running product and over its restart: sessions and open consent pages stay good", async () => {
  const browser = await signIn(demo);
  const registered = await fetch(`${product.origin}/oauth/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ client_name: "Waiting", redirect_uris: ["http://localhost:4999/callback"] }),
  });
  const query = new URLSearchParams({
    response_type: "code",
    client_id: (await readJson(registered)).client_id,
    redirect_uri: "http://localhost:4999/callback",
    code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    code_challenge_method: "S256",
    scope: "analytics:read",
  });
  const consent = await browser.open(`/oauth/authorize?${query}`);
  assert.match(consent.body, /Connect Waiting\?/);
  const published = async () => (await readJson(await fetch(`${product.origin}/oauth/jwks`))).keys.length;
  assert.equal(await published(), 1);

  const rotated = await run("keys", "rotate");
  assert.equal(rotated.code, 0, rotated.output);
  await product.stop();
  product = await startProduct({ dataDirectory, port });
  assert.equal(await published(), 2);
  const account = await browser.open("/account");
  assert.equal(new URL(account.url).pathname, "/account");
  const denied = await browser.submit(consent, new URL(consent.url).pathname, { decision: "deny" });
  assert.match(denied.url, /^http:\/\/localhost:4999\/callback\?error=access_denied/);
});
