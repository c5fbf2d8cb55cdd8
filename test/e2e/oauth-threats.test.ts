import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { after, before, suite, test } from "node:test";
import { answerConsent, openBrowser } from "@heliometer/oauth/testing";
import { startDemo } from "../support/demo.ts";
import { readJson } from "../support/json.ts";
import { CALLBACK, registerClient } from "../support/oauth-client.ts";
import { removeDirectory, type StartedProduct } from "../support/product.ts";

const LIST = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" });

suite("what somebody may try who is not let in", () => {
  let product: StartedProduct;
  let clientId: string;
  before(async () => {
    product = await startDemo({ env: { LOG_LEVEL: "info", MCP_CALLS_PER_MINUTE: "0" } });
    clientId = await registerClient(product.origin);
  });
  after(async () => {
    await product.stop();
    removeDirectory(product.dataDirectory);
  });

  function begin(changes: Record<string, string> = {}) {
    const verifier = randomBytes(32).toString("base64url");
    const parameters = {
      response_type: "code",
      client_id: clientId,
      redirect_uri: CALLBACK,
      code_challenge: createHash("sha256").update(verifier).digest("base64url"),
      code_challenge_method: "S256",
      state: `state-${verifier}`,
      scope: "analytics:read",
      ...changes,
    };
    return { verifier, url: `${product.origin}/oauth/authorize?${new URLSearchParams(parameters)}` };
  }

  async function signIn() {
    const { verifier, url } = begin();
    const callback = await answerConsent(url, product.demo());
    const code = callback.searchParams.get("code") ?? "";
    const form = { grant_type: "authorization_code", client_id: clientId, redirect_uri: CALLBACK, code };
    const answer = await fetch(`${product.origin}/oauth/token`, {
      method: "POST",
      // A proof of possession that nobody here checks must not bind anything.
      headers: { dpop: "eyJ0eXAiOiJkcG9wK2p3dCJ9.e30.x" },
      body: new URLSearchParams({ ...form, code_verifier: verifier }),
    });
    return { verifier, code, callback, tokens: await readJson(answer) };
  }

  function askMcp(headers: Record<string, string>, query = ""): Promise<Response> {
    return fetch(`${product.mcpUrl}${query}`, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json, text/event-stream", ...headers },
      body: LIST,
    });
  }

  test("nothing but an access token in its own header opens the MCP endpoint", async () => {
    const { code, tokens } = await signIn();
    const browser = openBrowser();
    await answerConsent(begin().url, { ...product.demo(), browser });
    const bearer = (token: string) => askMcp({ authorization: `Bearer ${token}` });
    const refused = [
      await bearer(tokens.refresh_token),
      await bearer(code),
      await bearer(clientId),
      ...(await Promise.all(browser.cookieValues().map(bearer))),
      await askMcp({ "x-api-key": tokens.access_token }),
      await askMcp({}, `?access_token=${tokens.access_token}`),
      await askMcp({ cookie: `access_token=${tokens.access_token}` }),
    ];
    assert.equal((await bearer(tokens.access_token)).status, 200);
    assert.deepEqual(new Set(refused.map(({ status }) => status)), new Set([401]));
  });

  test("a session id replaces no token, whoever made it up", async () => {
    const { tokens } = await signIn();
    const session = { "mcp-session-id": "1868a90c-7b3b-4e38-8d3e-6b1c1b0a3f11" };
    const signedIn = await askMcp({ ...session, authorization: `Bearer ${tokens.access_token}` });
    const without = await askMcp(session);
    assert.deepEqual([signedIn.status, signedIn.headers.get("mcp-session-id"), without.status], [200, null, 401]);
  });

  test("tokens are plain bearer tokens, and nothing announces that they could be bound to a key", async () => {
    const { tokens } = await signIn();
    const metadata = await (await fetch(`${product.origin}/.well-known/oauth-authorization-server`)).text();
    assert.equal(tokens.token_type, "Bearer");
    assert.doesNotMatch(metadata, /dpop|mtls|tls_client/i);
  });

  test("success, error and denial come back to the client with the issuer of the metadata", async () => {
    const metadata = await readJson(await fetch(`${product.origin}/.well-known/oauth-authorization-server`));
    const { callback } = await signIn();
    const denied = await answerConsent(begin().url, { ...product.demo(), declines: true });
    const failed = await answerConsent(begin({ resource: "https://other.example/mcp" }).url, product.demo());
    const told = [callback, denied, failed].map(({ searchParams }) => [
      searchParams.get("iss"),
      searchParams.get("error"),
    ]);
    assert.equal(metadata.authorization_response_iss_parameter_supported, true);
    assert.deepEqual(told, [
      [metadata.issuer, null],
      [metadata.issuer, "access_denied"],
      [metadata.issuer, "invalid_target"],
    ]);
  });

  test("no answer of the authorization server or of the pages can be framed, errors included", async () => {
    const browser = openBrowser();
    const consent = await browser.get(begin().url);
    const asked: [string, RequestInit?][] = [
      [begin().url],
      [begin({ client_id: "unknown" }).url],
      [begin({ redirect_uri: "https://evil.example/" }).url],
      [String(new URL(String(consent.headers.get("location")), product.origin))],
      [`${product.origin}/oauth/authorize/unknown`],
      [`${product.origin}/oauth/token`, { method: "POST", body: "x" }],
      [`${product.origin}/oauth/register`, { method: "POST", body: "x" }],
      [`${product.origin}/oauth/nothing`],
      [`${product.origin}/connect/unknown`],
      [`${product.origin}/sign-in`],
      [`${product.origin}/no-such-page`],
    ];
    for (const [url, init] of asked) {
      const { headers } = await fetch(url, { redirect: "manual", ...init, headers: { accept: "text/html" } });
      assert.equal(headers.get("x-frame-options"), "DENY", url);
      assert.match(headers.get("content-security-policy") ?? "", /frame-ancestors 'none'/, url);
    }
  });

  test("an app whose registration is gone is told so at the token endpoint, and its person how to begin anew", async () => {
    const form = { grant_type: "refresh_token", refresh_token: "x", client_id: "deleted-client" };
    const token = await fetch(`${product.origin}/oauth/token`, { method: "POST", body: new URLSearchParams(form) });
    const page = await fetch(begin({ client_id: "deleted-client" }).url, { redirect: "manual" });
    assert.deepEqual([token.status, (await readJson(token)).error], [401, "invalid_client"]);
    assert.equal(page.status, 400);
    assert.match(await page.text(), /Remove Heliometer from the app .* then add it again/);
  });

  test("the log of a whole connection holds no code, token, verifier, state or password", async () => {
    const { code, verifier, callback, tokens } = await signIn();
    await fetch(`${product.origin}/oauth/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "refresh_token",
        refresh_token: tokens.refresh_token,
        client_id: clientId,
      }),
    });
    await askMcp({ authorization: `Bearer ${tokens.access_token}` });
    await fetch(begin({ redirect_uri: "https://evil.example/" }).url, { redirect: "manual" });
    const log = product.output().replace(/^\s*Password.*$/gmu, "");
    assert.match(log, /Authorization step/);
    assert.match(log, /code_exchanged/);
    const state = callback.searchParams.get("state") ?? "";
    const { password } = product.demo();
    for (const secret of [code, verifier, state, tokens.access_token, tokens.refresh_token, password]) {
      assert.equal(log.includes(secret), false, secret);
    }
  });
});
