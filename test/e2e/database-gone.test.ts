import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startPostgres } from "@heliometer/db/testing";
import { readJson } from "../support/json.ts";
import { signInByForm } from "../support/page.ts";
import {
  freePort,
  removeDirectory,
  runToEnd,
  type StartedProduct,
  startProduct,
  temporaryDirectory,
} from "../support/product.ts";

const ACCOUNT = { email: "owner@example.org", password: "seven quiet harbours" };
const unused = temporaryDirectory();
let postgres: Awaited<ReturnType<typeof startPostgres>>;
let product: StartedProduct;
let cookie: string;
let secretKey: string;
before(async () => {
  postgres = await startPostgres();
  const env = { DATABASE_URL: await postgres.createDatabase(), SECRET_KEY: "0123456789abcdef0123456789abcdef" };
  const run = async (...args: string[]) => {
    const script = ["apps/server/src/cli.ts", ...args];
    const ran = await runToEnd({ env, port: await freePort(), dataDirectory: unused, script });
    assert.equal(ran.code, 0, ran.output);
    return ran.output;
  };
  await run("user", "add", "--email", ACCOUNT.email, "--password", ACCOUNT.password);
  const project = await run("project", "add", "--name", "Shop", "--owner", ACCOUNT.email);
  const key = await run("key", "create", "--project", /added: (\S+)/.exec(project)?.[1] ?? "");
  secretKey = /hm_sk_\S+/.exec(key)?.[0] ?? "";
  product = await startProduct({ env, dataDirectory: unused, script: ["apps/server/src/cli.ts", "serve"] });
  cookie = await signInByForm({ origin: product.origin, demo: () => ({ ...ACCOUNT, secretKey }) });
  const page = await fetch(product.origin, { headers: { cookie } });
  assert.equal(page.status, 200);
  await postgres.stop();
});
after(async () => {
  await product.stop();
  removeDirectory(unused);
});

test("without its database every page answers 503 with Retry-After, its protection, and a sentence for people", async () => {
  for (const path of ["/", "/account/security", "/connect/unknown", "/invite?token=x"]) {
    const page = await fetch(`${product.origin}${path}`, {
      headers: { cookie, accept: "text/html" },
      redirect: "manual",
    });
    assert.equal(page.status, 503, path);
    assert.ok(Number(page.headers.get("retry-after")) > 0);
    assert.equal(page.headers.get("x-frame-options"), "DENY");
    const body = await page.text();
    assert.match(body, /Not available just now/);
    assert.match(body, /The database does not answer at this moment/);
    assert.doesNotMatch(body, /ECONN|postgres:|127\.0\.0\.1/);
  }
});

test("without its database nobody is signed in, and the sign-in form says what is wrong", async () => {
  const form = await fetch(`${product.origin}/sign-in`);
  assert.equal(form.status, 200, "The form itself needs no database.");
  const holder = form.headers
    .getSetCookie()
    .map((each) => each.split(";")[0])
    .join("; ");
  const token = /name="token" value="([^"]+)"/.exec(await form.text())?.[1] ?? "";
  const answer = await fetch(`${product.origin}/sign-in`, {
    method: "POST",
    redirect: "manual",
    headers: { cookie: holder, origin: product.origin },
    body: new URLSearchParams({ ...ACCOUNT, token, next: "/" }),
  });
  assert.equal(answer.status, 503);
  assert.ok(Number(answer.headers.get("retry-after")) > 0);
});

test("without its database the MCP endpoint answers 503 with Retry-After, and never 401", async () => {
  const answer = await fetch(product.mcpUrl, {
    method: "POST",
    headers: {
      "x-api-key": secretKey,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 7, method: "tools/list" }),
  });
  assert.equal(answer.status, 503);
  assert.ok(Number(answer.headers.get("retry-after")) > 0);
  assert.equal((await readJson(answer)).id, 7);
});

test("without its database the authorization server issues nothing and asks to come back", async () => {
  const body = new URLSearchParams({ grant_type: "refresh_token", refresh_token: "x", client_id: "y" });
  const token = await fetch(`${product.origin}/oauth/token`, { method: "POST", body });
  const query =
    "client_id=y&response_type=code&redirect_uri=https%3A%2F%2Fx.example&code_challenge=z&code_challenge_method=S256";
  const page = await fetch(`${product.origin}/oauth/authorize?${query}`, { redirect: "manual" });
  for (const answer of [token, page]) {
    assert.equal(answer.status, 503);
    assert.ok(Number(answer.headers.get("retry-after")) > 0);
  }
});
