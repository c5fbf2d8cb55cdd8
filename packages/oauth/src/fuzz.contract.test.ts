import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import fc from "fast-check";
import { guardedFetch } from "./documents/guarded-fetch.ts";
import { isDocumentId, readDocument } from "./documents/read-document.ts";
import { OPEN_POLICY } from "./registration/redirects.ts";
import { openBrowser } from "./testing/browser.ts";
import { authorizeUrl, newVerifier, postJson, type RegisteredClient, registerClient } from "./testing/client.ts";
import { changedRedirects, hostileRegistrations } from "./testing/hostile.ts";
import { openPublicInternet, type PublicInternet } from "./testing/public-internet.ts";
import { startServer, type TestServer } from "./testing/server.ts";
import { specialAddresses } from "./testing/special-addresses.ts";

/** Of each kind; `npm run test:fuzz` tries ten times as many. */
// biome-ignore lint/style/noProcessEnv: how much is tried is a setting of the run, not of the product.
const RUNS = Number(process.env.FUZZ_RUNS ?? 1_000);
// biome-ignore lint/style/noProcessEnv: as above.
const SEED = Number(process.env.FUZZ_SEED ?? 20_261_121);
const SETTINGS = { numRuns: RUNS, seed: SEED };
const ID = "https://app.example.com/client.json";

describe(`hostile input, ${RUNS} of each kind`, () => {
  let internet: PublicInternet;
  let server: TestServer;
  before(async () => {
    internet = await openPublicInternet();
    server = await startServer({ registrationsPerHour: 10_000_000 });
  });
  after(async () => {
    await server.close();
    await internet.close();
  });

  test("no hostile redirect URI can be registered, alone or beside a good one", async () => {
    const property = fc.asyncProperty(hostileRegistrations, fc.boolean(), async (uri, isAlone) => {
      const redirect_uris = isAlone ? [uri] : ["https://claude.ai/api/mcp/auth_callback", uri];
      const response = await postJson(`${server.origin}/oauth/register`, {
        redirect_uris,
        token_endpoint_auth_method: "none",
      });
      const body = await response.text();
      assert.deepEqual([response.status, body.includes("client_id")], [400, false], body);
      assert.match(body, /"error":"invalid_redirect_uri"/);
    });
    await fc.assert(property, SETTINGS);
  });

  async function refusedAt(client: RegisteredClient, redirectUri: string): Promise<void> {
    const response = await openBrowser().get(authorizeUrl(server, { client, redirectUri }, newVerifier().challenge));
    const page = await response.text();
    assert.deepEqual([response.status, response.headers.get("location")], [400, null]);
    assert.equal(page.includes("<script"), false);
  }

  test("no change of a registered https redirect URI is followed", async () => {
    const uri = "https://claude.ai/api/mcp/auth_callback";
    const client = await registerClient(server, { redirect_uris: [uri], token_endpoint_auth_method: "none" });
    await fc.assert(
      fc.asyncProperty(changedRedirects(uri), (changed) => refusedAt(client, changed)),
      SETTINGS,
    );
  });

  test("no change of a registered loopback redirect URI is followed, but another port", async () => {
    const uri = "http://localhost:4000/callback";
    const client = await registerClient(server, { redirect_uris: [uri], token_endpoint_auth_method: "none" });
    // RFC 8252 7.3: any port.
    const isOtherPort = (changed: string) => /^http:\/\/localhost(?::\d{0,5})?\/callback$/u.test(changed);
    const elsewhere = changedRedirects(uri).filter((changed) => !isOtherPort(changed));
    await fc.assert(
      fc.asyncProperty(elsewhere, (changed) => refusedAt(client, changed)),
      SETTINGS,
    );
  });

  test("no hostile document makes a client", async () => {
    const good = { client_id: ID, client_name: "App", redirect_uris: ["https://app.example.com/callback"] };
    const hostile = fc.oneof(
      fc.jsonValue().filter((value) => !isRecord(value) || value.client_id !== ID),
      changedRedirects(ID).map((client_id) => ({ ...good, client_id })),
      hostileRegistrations.map((uri) => ({ ...good, redirect_uris: [...good.redirect_uris, uri] })),
      fc
        .constantFrom("client_secret_basic", "client_secret_post", "client_secret_jwt", "tls_client_auth", "x", 1, {})
        .map((token_endpoint_auth_method) => ({ ...good, token_endpoint_auth_method })),
      fc.string().map((client_secret) => ({ ...good, client_secret })),
      changedRedirects(`${ID}keys`).map((jwks_uri) => ({
        ...good,
        token_endpoint_auth_method: "private_key_jwt",
        jwks_uri,
      })),
      fc.integer({ min: 5_100, max: 9_000 }).map((length) => ({ ...good, client_name: "x".repeat(length) })),
    );
    const property = fc.asyncProperty(hostile, async (document) => {
      internet.serve(ID, (_request, response) => {
        response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(document));
      });
      await assert.rejects(readDocument(ID, { network: internet, redirectPolicy: OPEN_POLICY }), {
        name: "FetchRefused",
      });
    });
    await fc.assert(property, SETTINGS);
    internet.serve(ID, good);
    assert.equal(
      (await readDocument(ID, { network: internet, redirectPolicy: OPEN_POLICY })).metadata.client_id,
      ID,
      "A good document is read by the same way.",
    );
  });

  test("no other spelling of a document's address is one", () => {
    const spelled = changedRedirects(ID).filter(
      (id) => !/^https:\/\/[a-z0-9.-]+\.[a-z][a-z0-9-]*\/[\w!$&'()*+,;=:/?.~%^`{|}"[\]-]+$/u.test(id),
    );
    fc.assert(
      fc.property(spelled, (id) => assert.equal(isDocumentId(id), false)),
      SETTINGS,
    );
  });

  test("no address outside of the public internet is connected to", async () => {
    const before = internet.connections.length;
    const property = fc.asyncProperty(specialAddresses, fc.boolean(), async (address, besideGood) => {
      internet.name("app.example.com", besideGood ? ["9.9.9.9", address] : [address]);
      await assert.rejects(guardedFetch(ID, { network: internet, bytesMax: 100 }), { name: "FetchRefused" });
    });
    await fc.assert(property, SETTINGS);
    assert.equal(internet.connections.length, before);
  });
});

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
