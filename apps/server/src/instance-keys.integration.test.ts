import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { createUser } from "@heliometer/accounts";
import { newSecret } from "@heliometer/core";
import { type Database, sealedSecret } from "@heliometer/db";
import { newSigningKeys } from "@heliometer/oauth";
import type { FastifyInstance } from "fastify";
import { createApp } from "./app.ts";
import { readConfig } from "./config.ts";
import { type InstanceKeys, openInstanceKeys, rotateInstanceKeys } from "./instance-keys.ts";
import { openStores } from "./stores.ts";
import { createLogger } from "./telemetry.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const ACCOUNT = { email: "ada@example.com", password: "seven quiet harbours" };
const secretKey = newSecret();

const directory = mkdtempSync(join(tmpdir(), "heliometer-keys-"));
let now = Date.parse("2026-11-21T12:00:00Z");
const clock = () => now;
let db: Database;
let app: FastifyInstance;
let keys: InstanceKeys;
let closeStores: () => Promise<void>;
before(async () => {
  const config = readConfig({ DATA_DIR: directory, LOG_LEVEL: "silent" });
  const log = createLogger(config);
  const stores = await openStores(config, log);
  ({ db } = stores);
  closeStores = stores.close;
  // An instance from before there were rings: a bare cookie key and form secret, and a key set.
  const bare = { db, secretKey, clock };
  await sealedSecret({ ...bare, name: "oauth.cookie-key", create: newSecret });
  await sealedSecret({ ...bare, name: "web.form-secret", create: newSecret });
  await sealedSecret({ ...bare, name: "oauth.signing-keys", create: () => JSON.stringify(newSigningKeys()) });
  keys = await openInstanceKeys({ db, secretKey, clock });
  app = await createApp({ config, db, store: stores.store, keys, clock, log, version: "0" });
  await createUser({ db, clock, actor: { kind: "operator" } }, { ...ACCOUNT, name: "Ada" });
});
after(async () => {
  await app.close();
  await closeStores();
  rmSync(directory, { recursive: true, force: true });
});

test("a rotation signs nobody out and breaks no attempt to connect, also on a node that has not heard of it", async () => {
  const browser = openBrowser();
  const consent = await reachConsent(browser);
  const [cookieKey] = keys.cookieKeys;
  const from = await rotateInstanceKeys({ db, secretKey, clock });
  // A second node that starts now knows the new key, and does not sign with it before this one does.
  const fresh = await openInstanceKeys({ db, secretKey, clock });
  assert.deepEqual([fresh.cookieKeys[0], fresh.cookieKeys.length], [cookieKey, 2]);
  assert.equal((await browser.get(consent)).statusCode, 200);

  await keys.reload();
  assert.equal(keys.cookieKeys[0], cookieKey);
  now = from;
  await keys.reload();
  assert.notEqual(keys.cookieKeys[0], cookieKey);
  assert.equal(keys.cookieKeys[1], cookieKey);

  // Session, interaction and the form that was loaded before are good after it.
  assert.equal((await browser.get("/account")).statusCode, 200);
  const page = await browser.get(consent);
  assert.equal(page.statusCode, 200);
  const denied = await browser.post(consent, { token: browser.consentToken, decision: "deny" });
  assert.equal(denied.statusCode, 303);
  assert.match(String(denied.headers.location), /\/oauth\/authorize\//);

  // What begins now is signed with the new key alone.
  keys.cookieKeys.splice(1);
  assert.equal((await browser.get(await reachConsent(browser))).statusCode, 200);
  await keys.reload();
});

test("a server that was not started again publishes the new signing key beside the older one, and no private half", async () => {
  const { signingKeys } = await openInstanceKeys({ db, secretKey, clock });
  const response = await app.inject({ url: "/oauth/jwks" });
  const published: Record<string, string>[] = response.json().keys;
  assert.deepEqual(
    published.map(({ kid }) => kid),
    signingKeys.keys.map(({ kid }) => kid),
  );
  assert.equal(new Set(published.map(({ kid }) => kid)).size, 2);
  for (const { alg, crv, use } of published)
    assert.deepEqual({ alg, crv, use }, { alg: "ES256", crv: "P-256", use: "sig" });
  for (const key of published) assert.equal("d" in key, false);
});

test("a key that was replaced is dropped after seven days, at the next rotation, and not before", async () => {
  const ring = async () => (await openInstanceKeys({ db, secretKey, clock })).formSecrets.length;
  assert.equal(await ring(), 2);
  now += 6 * DAY_MS;
  await rotateInstanceKeys({ db, secretKey, clock });
  assert.equal(await ring(), 3);
  now += DAY_MS + 10 * MINUTE_MS;
  await rotateInstanceKeys({ db, secretKey, clock });
  assert.equal(await ring(), 3);
});

test("the store holds no key in the clear, and another SECRET_KEY opens none", async () => {
  const rows = JSON.stringify(await db.selectFrom("sealed_secrets").selectAll().execute());
  const all = await openInstanceKeys({ db, secretKey, clock });
  const secrets = [
    ...all.cookieKeys,
    ...all.formSecrets,
    ...all.signingKeys.keys.map((key) => ("d" in key ? String(key.d) : "")),
  ];
  for (const secret of secrets) assert.ok(!rows.includes(secret));
  await assert.rejects(openInstanceKeys({ db, secretKey: newSecret(), clock }), /SECRET_KEY/);
});

/** Requests with the cookies of one browser. */
function openBrowser() {
  const cookies = new Map<string, string>();
  const send = async (method: "GET" | "POST", url: string, payload?: Record<string, string>) => {
    const headers: Record<string, string> = { cookie: [...cookies].map((pair) => pair.join("=")).join("; ") };
    if (payload) headers["content-type"] = "application/x-www-form-urlencoded";
    const path = url.replace(/^https?:\/\/[^/]+/, "");
    const body = payload ? { payload: new URLSearchParams(payload).toString() } : {};
    const answer = await app.inject({ method, url: path, headers, ...body });
    for (const { name, value } of answer.cookies) {
      if (value === "") cookies.delete(name);
      else cookies.set(name, value);
    }
    return answer;
  };
  return {
    consentToken: "",
    get: (url: string) => send("GET", url),
    post: (url: string, form: Record<string, string>) => send("POST", url, form),
  };
}

/** Registers a client, signs in where needed and stops at the consent page; returns its path. */
async function reachConsent(browser: ReturnType<typeof openBrowser>): Promise<string> {
  const registered = await app.inject({
    method: "POST",
    url: "/oauth/register",
    payload: {
      client_name: "Test",
      redirect_uris: ["http://localhost:4000/callback"],
      token_endpoint_auth_method: "none",
    },
  });
  const query = new URLSearchParams({
    response_type: "code",
    client_id: registered.json().client_id,
    redirect_uri: "http://localhost:4000/callback",
    code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    code_challenge_method: "S256",
    scope: "analytics:read",
  });
  let answer = await browser.get(`/oauth/authorize?${query}`);
  let path = "";
  for (let step = 0; step < 10 && answer.statusCode === 303; step += 1) {
    path = String(answer.headers.location);
    answer = await browser.get(path);
    if (!path.startsWith("/sign-in")) continue;
    const next = new URLSearchParams(path.split("?")[1]).get("next") ?? "/";
    answer = await browser.post("/sign-in", { ...ACCOUNT, next, token: tokenOf(answer.body) });
  }
  assert.equal(answer.statusCode, 200, path);
  browser.consentToken = tokenOf(answer.body.split('action="/connect/')[1] ?? "");
  return path;
}

function tokenOf(html: string): string {
  return /name="token" value="([^"]+)"/.exec(html)?.[1] ?? "";
}
