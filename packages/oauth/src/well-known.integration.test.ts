import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { SCOPES } from "@heliometer/core";
import { connect, postForm } from "./testing/client.ts";
import { startServer, type TestServer } from "./testing/server.ts";

describe("discovery", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server.close());

  async function read(path: string) {
    const response = await fetch(`${server.origin}${path}`, { headers: { origin: "http://localhost:6274" } });
    return { response, body: (await response.json()) as Record<string, unknown> };
  }

  test("the server's metadata is the same under all four names, and may be cached and read from a page", async () => {
    for (const path of [
      "/.well-known/oauth-authorization-server",
      "/.well-known/oauth-authorization-server/api/v1/mcp",
      "/.well-known/openid-configuration",
      "/.well-known/openid-configuration/api/v1/mcp",
    ]) {
      const { response, body } = await read(path);

      assert.equal(response.status, 200);
      assert.equal(response.headers.get("cache-control"), "public, max-age=300");
      assert.equal(response.headers.get("access-control-allow-origin"), "*");
      assert.equal(body.issuer, server.origin);
      assert.equal(body.registration_endpoint, `${server.origin}/oauth/register`);
      assert.deepEqual(body.code_challenge_methods_supported, ["S256"]);
      assert.deepEqual(body.grant_types_supported, ["authorization_code", "refresh_token"]);
      assert.deepEqual(body.scopes_supported, [...SCOPES, "offline_access"]);
      assert.equal(body.authorization_response_iss_parameter_supported, true);
      assert.ok(Array.isArray(body.token_endpoint_auth_methods_supported));
      assert.deepEqual(
        Object.keys(body).filter((name) =>
          /dpop|device|introspection|userinfo|end_session|metadata_document/.test(name),
        ),
        [],
      );
    }
  });

  test("the resource's metadata names the resource as people type it, with the scopes of the resource only", async () => {
    for (const path of ["/.well-known/oauth-protected-resource", "/.well-known/oauth-protected-resource/api/v1/mcp"]) {
      const { response, body } = await read(path);

      assert.equal(response.headers.get("access-control-allow-origin"), "*");
      assert.equal(body.resource, `${server.origin}/api/v1/mcp`);
      assert.deepEqual(body.authorization_servers, [server.origin]);
      assert.deepEqual(body.scopes_supported, [...SCOPES]);
    }
  });

  test("any other well-known name is a JSON 404", async () => {
    for (const path of [
      "/.well-known/jwks.json",
      "/.well-known/oauth-authorization-server/other",
      "/.well-known/x/y",
    ]) {
      const { response, body } = await read(path);

      assert.equal(response.status, 404);
      assert.match(response.headers.get("content-type") ?? "", /^application\/json/);
      assert.deepEqual(Object.keys(body), ["error"]);
    }
  });

  test("the key set holds public keys only", async () => {
    const { response, body } = await read("/oauth/jwks");

    assert.equal(response.status, 200);
    const keys = body.keys as Record<string, unknown>[];
    assert.deepEqual([keys.length, keys[0]?.kty, keys[0]?.alg, "d" in (keys[0] ?? {})], [1, "EC", "ES256", false]);
  });

  test("unknown endpoints and methods are told so in JSON", async () => {
    const unknown = await read("/oauth/device");
    const wrongMethod = await read("/oauth/token");

    assert.deepEqual([unknown.response.status, unknown.body.error], [404, "not_found"]);
    assert.deepEqual([wrongMethod.response.status, wrongMethod.response.headers.get("allow")], [405, "POST, OPTIONS"]);
  });

  test("the page of a public client may read the token endpoint, a page without an origin may not", async () => {
    const { client, tokens } = await connect(server);
    const form = { grant_type: "refresh_token", refresh_token: tokens.refresh_token, client_id: client.client_id };

    const page = await postForm(`${server.origin}/oauth/token`, form, { origin: "http://localhost:6274" });
    const opaque = await postForm(`${server.origin}/oauth/token`, form, { origin: "null" });

    assert.deepEqual([page.status, opaque.status], [200, 400]);
    assert.equal(page.headers.get("access-control-allow-origin"), "http://localhost:6274");
    assert.equal(opaque.headers.get("access-control-allow-origin"), null);
  });

  for (const path of [
    "/.well-known/oauth-protected-resource/api/v1/mcp",
    "/.well-known/oauth-authorization-server",
    "/oauth/register",
    "/oauth/token",
  ]) {
    test(`a page of another origin may ask ${path}`, async () => {
      const response = await fetch(`${server.origin}${path}`, {
        method: "OPTIONS",
        headers: {
          origin: "http://localhost:6274",
          "access-control-request-method": "POST",
          "access-control-request-headers": "content-type",
        },
      });

      assert.equal(response.status, 204);
      assert.match(response.headers.get("access-control-allow-origin") ?? "", /^(\*|http:\/\/localhost:6274)$/);
      assert.match(response.headers.get("access-control-allow-headers") ?? "", /content-type/i);
      assert.equal(response.headers.get("access-control-allow-credentials"), null);
    });
  }
});
