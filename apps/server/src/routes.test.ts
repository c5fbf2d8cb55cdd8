import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { systemClock } from "@heliometer/core";
import type { FastifyInstance } from "fastify";
import { createApp } from "./app.ts";
import { readConfig } from "./config.ts";
import { openInstanceKeys } from "./instance-keys.ts";
import { openStores } from "./stores.ts";
import { createLogger } from "./telemetry.ts";

/**
 * Every route that answers something else than 401, 403 or a redirect to sign-in without credentials. A new route
 * belongs here only when it shows nothing of anybody's data.
 */
const PUBLIC = [
  "/.well-known/*",
  "/.well-known/oauth-authorization-server",
  "/.well-known/oauth-authorization-server/api/v1/mcp",
  "/.well-known/oauth-protected-resource",
  "/.well-known/oauth-protected-resource/api/v1/mcp",
  "/.well-known/openid-configuration",
  "/.well-known/openid-configuration/api/v1/mcp",
  "/api/t/c",
  "/api/v1/openapi.json",
  "/api/v1/webhooks/:provider/:connectionId",
  "/healthz",
  "/invite",
  "/language/:language",
  "/oauth/*",
  "/oauth/authorize",
  "/oauth/authorize/:uid",
  "/oauth/jwks",
  "/oauth/register",
  "/oauth/revoke",
  "/oauth/token",
  "/readyz",
  "/setup",
  "/sign-in",
  "/tracker.js",
];

/** Style sheets and the mark: files with the hash of what is in them. */
const ASSET = /^\/assets\/[\w-]+\.[0-9a-f]{12}\.(css|js|svg)$/;

const directory = mkdtempSync(join(tmpdir(), "heliometer-routes-"));
const routes: { method: string; url: string }[] = [];
let app: FastifyInstance;
let closeStores: () => Promise<void>;

before(async () => {
  const config = readConfig({ DATA_DIR: directory, LOG_LEVEL: "silent" });
  const log = createLogger(config);
  const stores = await openStores(config, log);
  closeStores = stores.close;
  app = await createApp({
    config,
    db: stores.db,
    store: stores.store,
    keys: await openInstanceKeys({ db: stores.db, secretKey: "the secret of the test", clock: systemClock }),
    clock: systemClock,
    log,
    version: "0",
    onRoute: (route) => routes.push(route),
  });
  await app.ready();
});
after(async () => {
  await app.close();
  await closeStores();
  rmSync(directory, { recursive: true, force: true });
});

test("every route is on the public list or refuses a caller without credentials", async () => {
  assert.ok(routes.length > 30, `Only ${routes.length} routes were seen.`);
  const open: string[] = [];
  for (const { method, url } of routes) {
    if (PUBLIC.includes(url) || ASSET.test(url) || method === "OPTIONS") continue;
    const path = url.replaceAll(/:\w+/g, "x").replaceAll("*", "x");
    const answer = await app.inject({ method: method as "GET", url: path, headers: { accept: "text/html" } });
    const toSignIn = [302, 303].includes(answer.statusCode) && String(answer.headers.location).startsWith("/sign-in");
    if (![401, 403].includes(answer.statusCode) && !toSignIn) open.push(`${method} ${url} → ${answer.statusCode}`);
  }
  assert.deepEqual(open, []);
});

test("every entry of the public list is a route", () => {
  const known = new Set(routes.map(({ url }) => url));
  assert.deepEqual(
    PUBLIC.filter((url) => !known.has(url)),
    [],
  );
});
