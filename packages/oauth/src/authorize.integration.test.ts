import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { openBrowser } from "./testing/browser.ts";
import {
  authorize,
  authorizeUrl,
  connect,
  exchange,
  locationOf,
  newVerifier,
  PUBLIC_CLIENT,
  reachConsent,
  registerClient,
} from "./testing/client.ts";
import { startServer, type TestServer } from "./testing/server.ts";
import { lookUp } from "./testing/tokens.ts";

const WEB_CALLBACK = "https://claude.ai/api/mcp/auth_callback";

describe("the authorization request", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server.close());

  /** Opens one request in a fresh browser. */
  async function open(extra: Record<string, string | null>, redirectUri?: string): Promise<Response> {
    const client = await registerClient(server);
    const options = { client, extra, ...(redirectUri === undefined ? {} : { redirectUri }) };
    return openBrowser().get(authorizeUrl(server, options, newVerifier().challenge));
  }

  function errorOf(response: Response): { error: string | null; iss: string | null; state: string | null } {
    const { search, hash } = new URL(locationOf(response));
    const searchParams = new URLSearchParams(search || hash.slice(1));
    return { error: searchParams.get("error"), iss: searchParams.get("iss"), state: searchParams.get("state") };
  }

  for (const [what, redirectUri] of [
    ["another host", "https://evil.example/callback"],
    ["another path", "http://localhost:4000/callback/evil"],
    ["an added query", "http://localhost:4000/callback?next=evil"],
    ["a user name", "http://localhost@evil.example/callback"],
    ["another loopback name", "http://127.0.0.1:4000/callback"],
  ] as const) {
    test(`a redirect URI with ${what} gets an error page and no redirect`, async () => {
      const response = await open({}, redirectUri);

      assert.equal(response.status, 400);
      assert.equal(response.headers.get("location"), null);
      assert.match(response.headers.get("content-type") ?? "", /^text\/html/);
      assert.match(await response.text(), /did not register/);
      assert.equal(server.steps.at(-1)?.error, "invalid_redirect_uri");
    });
  }

  test("a loopback redirect URI may use any port", async () => {
    const client = await registerClient(server);

    const { callback } = await authorize(server, { client, redirectUri: "http://localhost:59999/callback" });

    assert.equal(callback.port, "59999");
  });

  test("an unknown client gets a page that says how to start anew, protected like every other page", async () => {
    const client = { client_id: "gone" };

    const response = await openBrowser().get(authorizeUrl(server, { client }, newVerifier().challenge));

    assert.equal(response.status, 400);
    assert.match(await response.text(), /add it again/);
    assert.match(response.headers.get("content-security-policy") ?? "", /default-src 'none'.*frame-ancestors 'none'/);
    assert.equal(response.headers.get("x-frame-options"), "DENY");
    assert.equal(response.headers.get("cache-control"), "no-store");
    assert.equal(response.headers.get("referrer-policy"), "no-referrer");
    assert.equal(response.headers.get("x-content-type-options"), "nosniff");
  });

  test("markup in a request comes out of the error page as text", async () => {
    const response = await open({ redirect_uri: null, state: "<script>", response_type: "<img src=x>" });

    assert.equal(response.status, 400);
    assert.doesNotMatch(await response.text(), /<script|<img/);
  });

  test("a request without PKCE, or with the plain method, is refused", async () => {
    const refused = { error: "invalid_request", iss: server.origin, state: "the-state" };

    assert.deepEqual(errorOf(await open({ code_challenge: null, code_challenge_method: null })), refused);
    assert.deepEqual(errorOf(await open({ code_challenge_method: null })), refused);
    assert.deepEqual(errorOf(await open({ code_challenge_method: "plain" })), refused);
  });

  test("a foreign resource is an invalid_target, said with the issuer", async () => {
    const response = await open({ resource: "https://other.example/mcp" });

    assert.deepEqual(errorOf(response), { error: "invalid_target", iss: server.origin, state: "the-state" });
  });

  test("only the code flow exists", async () => {
    assert.equal(errorOf(await open({ response_type: "token" })).error, "unsupported_response_type");
    assert.equal(errorOf(await open({ response_type: "code id_token" })).error, "unsupported_response_type");
    assert.equal((await open({ response_mode: "form_post" })).headers.get("location"), null);
  });

  test("prompt=none cannot pass by the person", async () => {
    assert.equal(errorOf(await open({ prompt: "none" })).error, "login_required");
  });

  test("a parameter given twice is refused", async () => {
    const client = await registerClient(server);
    const url = authorizeUrl(server, { client }, newVerifier().challenge);

    const response = await openBrowser().get(`${url}&scope=customers%3Aread`);

    assert.equal(errorOf(response).error, "invalid_request");
  });

  for (const [what, extra] of [
    ["no scope", { scope: null }],
    ["an empty scope", { scope: "" }],
    ["only scopes of OpenID Connect, and a nonce", { scope: "openid profile email offline_access", nonce: "n" }],
  ] as const) {
    test(`${what} means analytics:read`, async () => {
      const { details, tokens } = await connect(server, { extra });

      assert.deepEqual(details.scopes, ["analytics:read"]);
      assert.equal(tokens.scope, "analytics:read");
      assert.ok(tokens.refresh_token);
      assert.equal("id_token" in tokens, false);
    });
  }

  test("unknown scopes next to a known one are left out", async () => {
    const { details } = await connect(server, { extra: { scope: "claudeai revenue:read", prompt: "consent" } });

    assert.deepEqual(details.scopes, ["revenue:read"]);
  });

  for (const [spelling, resource] of [
    ["absent", () => null],
    ["empty", () => ""],
    ["with a trailing slash", (origin: string) => `${origin}/api/v1/mcp/`],
    ["with an upper-case host", (origin: string) => `${origin.replace("localhost", "LocalHost")}/api/v1/mcp`],
    ["the bare origin", (origin: string) => `${origin}/`],
  ] as const) {
    test(`the resource may be ${spelling}; the token is for the canonical one`, async () => {
      const { tokens } = await connect(server, { extra: { resource: resource(server.origin) } });

      assert.equal((await lookUp(server, tokens.access_token))?.audience, `${server.origin}/api/v1/mcp`);
    });
  }

  test("a client with a secret may authenticate by header or body, and PKCE is asked of it too", async () => {
    const client = await registerClient(server, {
      ...PUBLIC_CLIENT,
      token_endpoint_auth_method: "client_secret_basic",
    });
    const secret = String(client.client_secret);
    const first = await authorize(server, { client });
    const second = await authorize(server, { client });

    const without = await exchange(server, { client, ...first });
    const inBody = await exchange(server, { client, ...first, extra: { client_secret: secret } });
    const wrong = await exchange(server, { client, ...second, extra: { client_secret: "wrong" } });

    assert.deepEqual([without.status, inBody.status, wrong.status], [401, 200, 401]);
    const bare = await openBrowser().get(authorizeUrl(server, { client, extra: { code_challenge: null } }, ""));
    assert.equal(errorOf(bare).error, "invalid_request");
  });

  test("a web client is asked for consent again although its person allowed it a moment ago", async () => {
    const client = await registerClient(server, { redirect_uris: [WEB_CALLBACK], token_endpoint_auth_method: "none" });
    const options = { client, redirectUri: WEB_CALLBACK };
    const { browser } = await authorize(server, options);

    const { details } = await reachConsent(server, { ...options, browser }, newVerifier().challenge);

    assert.equal(details.step, "consent");
    assert.equal(details.client.isLocalApp, false);
    assert.equal(details.client.redirectHost, "claude.ai");
  });
});
