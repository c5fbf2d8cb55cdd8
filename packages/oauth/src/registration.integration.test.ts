import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { PUBLIC_CLIENT, postJson } from "./testing/client.ts";
import { startServer, type TestServer } from "./testing/server.ts";

describe("registration", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server.close());

  async function register(body: unknown): Promise<{ response: Response; answer: Record<string, unknown> }> {
    const response = await postJson(`${server.origin}/oauth/register`, body, { origin: "http://localhost:6274" });
    return { response, answer: (await response.json()) as Record<string, unknown> };
  }

  for (const uri of [
    "javascript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "http://evil.example/callback",
    "http://localhost.evil.example/callback",
    "http://127.0.0.2/callback",
    "https://claude.ai@evil.example/callback",
    "http://localhost:80@evil.example/callback",
    "https://claude.ai/callback#fragment",
    "https://*.example/callback",
    "https://claude.ai\\@evil.example/callback",
    "https://claude.ai/call back",
    "https:claude.ai/callback",
    "evil://callback",
    "cursor://evil.example/oauth/callback",
    "com.example.app:/callback",
    "/callback",
    "",
    `https://claude.ai/${"a".repeat(2000)}`,
  ]) {
    test(`the redirect URI ${JSON.stringify(uri.slice(0, 60))} is refused, also among good ones`, async () => {
      const { response, answer } = await register({
        ...PUBLIC_CLIENT,
        redirect_uris: ["https://claude.ai/api/mcp/auth_callback", uri],
      });

      assert.equal(response.status, 400);
      assert.equal(answer.error, "invalid_redirect_uri");
      assert.equal(response.headers.get("access-control-allow-origin"), "*");
      assert.equal(server.steps.at(-1)?.step, "refused");
    });
  }

  test("no, too many or odd redirect URIs are refused", async () => {
    const many = Array.from({ length: 11 }, (_, port) => `http://localhost:${5000 + port}/callback`);
    for (const redirect_uris of [undefined, [], "https://claude.ai/callback", [1], many]) {
      const { response, answer } = await register({ ...PUBLIC_CLIENT, redirect_uris });

      assert.deepEqual([response.status, answer.error], [400, "invalid_redirect_uri"]);
    }
  });

  test("a body that is no JSON object is refused in the words of RFC 7591", async () => {
    for (const body of [[], null, "text"]) {
      const { response, answer } = await register(body);
      assert.deepEqual([response.status, answer.error], [400, "invalid_client_metadata"]);
    }
    const broken = await fetch(`${server.origin}/oauth/register`, {
      method: "POST",
      body: "{",
      headers: { "content-type": "application/json" },
    });
    assert.deepEqual([broken.status, JSON.parse(await broken.text()).error], [400, "invalid_client_metadata"]);
  });

  test("a body of 64 KB is refused in the words of OAuth, at every endpoint", async () => {
    const client_name = "x".repeat(64 * 1024);
    for (const path of ["/oauth/register", "/oauth/token", "/oauth/revoke"]) {
      const response = await postJson(`${server.origin}${path}`, { ...PUBLIC_CLIENT, client_name });

      assert.equal(response.status, 413);
      assert.equal(response.headers.get("access-control-allow-origin"), "*");
      assert.match(await response.text(), /^\{"error":"invalid_request","error_description":"/);
    }
  });

  test("a charset cannot make the library read another registration than the one that was checked", async () => {
    // In Shift_JIS the last byte of U+3042 and the backslash behind it are one character, so the quote ends the string.
    const client_name = '\u3042","redirect_uris":["http://evil.example/"],"x":"';
    const response = await fetch(`${server.origin}/oauth/register`, {
      method: "POST",
      body: JSON.stringify({ ...PUBLIC_CLIENT, client_name }),
      headers: { "content-type": "application/json; charset=shift_jis" },
    });

    assert.equal(response.status, 201);
    assert.deepEqual(JSON.parse(await response.text()).redirect_uris, PUBLIC_CLIENT.redirect_uris);
  });

  test("a name with markup and direction marks is stored as plain text", async () => {
    const client_name = `Claude\u202e<img src=x>\u0000 ${"n".repeat(200)}`;

    const { answer } = await register({ ...PUBLIC_CLIENT, client_name });

    assert.match(String(answer.client_name), /^Claude img src=x n+$/);
    assert.equal(String(answer.client_name).length, 80);
  });

  test("addresses to fetch, pictures and a scope are left out", async () => {
    const { response, answer } = await register({
      ...PUBLIC_CLIENT,
      scope: "analytics:read",
      logo_uri: "https://evil.example/logo.png",
      policy_uri: "https://evil.example/policy",
      tos_uri: "https://evil.example/terms",
      jwks_uri: "http://169.254.169.254/keys",
      sector_identifier_uri: "https://evil.example/sector",
      client_uri: "not a url",
    });

    assert.equal(response.status, 201);
    assert.doesNotMatch(JSON.stringify(answer), /evil\.example|169\.254|not a url|analytics/);
  });

  test("a client that says nothing about authentication gets a secret, a public one gets none", async () => {
    const { token_endpoint_auth_method: _, ...silent } = PUBLIC_CLIENT;

    const confidential = await register(silent);
    const open = await register(PUBLIC_CLIENT);

    assert.equal(confidential.answer.token_endpoint_auth_method, "client_secret_basic");
    assert.ok(String(confidential.answer.client_secret).length >= 43);
    assert.equal("client_secret" in open.answer, false);
    assert.equal("registration_access_token" in open.answer, false);
  });

  test("the secret of a client is not in the database as it is", async () => {
    const { answer } = await register({ ...PUBLIC_CLIENT, token_endpoint_auth_method: "client_secret_post" });
    const row = await server.db
      .selectFrom("oauth_clients")
      .selectAll()
      .where("id", "=", String(answer.client_id))
      .executeTakeFirstOrThrow();

    assert.equal(JSON.stringify(row).includes(String(answer.client_secret)), false);
    assert.equal(row.name, PUBLIC_CLIENT.client_name);
    assert.equal(row.redirect_host, "localhost:4000");
  });
});

describe("registering over and over", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer({ registrationsPerHour: 20 });
  });
  after(() => server.close());

  test("the 21st registration from one address within an hour has to wait", async () => {
    const answers = [];
    for (let count = 0; count < 21; count += 1) {
      answers.push(await postJson(`${server.origin}/oauth/register`, PUBLIC_CLIENT));
    }
    const last = answers.at(-1);

    assert.deepEqual(
      answers.map(({ status }) => status),
      [...new Array(20).fill(201), 429],
    );
    assert.match(last?.headers.get("retry-after") ?? "", /^3[56]\d\d$/);
    assert.match((await last?.text()) ?? "", /^\{"error":"temporarily_unavailable"/);
    server.advance(3_600_001);
    assert.equal((await postJson(`${server.origin}/oauth/register`, PUBLIC_CLIENT)).status, 201);
  });
});

describe("a server whose operator says where apps may return to", () => {
  let server: TestServer;
  before(async () => {
    const redirectPolicy = { hosts: ["claude.ai", "apps.example.com:8443"], prefixes: ["myeditor://oauth/"] };
    server = await startServer({ redirectPolicy });
  });
  after(() => server.close());

  for (const [uri, status] of [
    ["https://claude.ai/api/mcp/auth_callback", 201],
    ["https://apps.example.com:8443/callback", 201],
    ["http://localhost:4000/callback", 201],
    ["cursor://anysphere.cursor-mcp/oauth/callback", 201],
    ["myeditor://oauth/callback", 201],
    ["myeditor://elsewhere/callback", 400],
    ["https://chatgpt.com/connector_platform_oauth_redirect", 400],
    ["https://apps.example.com/callback", 400],
    ["https://claude.ai.evil.example/callback", 400],
  ] as const) {
    test(`there ${uri} is ${status === 201 ? "taken" : "refused"}`, async () => {
      const body = { redirect_uris: [uri], token_endpoint_auth_method: "none" };
      assert.equal((await postJson(`${server.origin}/oauth/register`, body)).status, status);
    });
  }
});
