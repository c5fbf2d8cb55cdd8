import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { answerConsent } from "@heliometer/oauth/testing";
import * as oauth from "oauth4webapi";
import * as openid from "openid-client";
import { startDemo } from "../support/demo.ts";
import { readJson } from "../support/json.ts";
import { removeDirectory, type StartedProduct } from "../support/product.ts";

const CALLBACK = "http://localhost:53214/callback";
/** The product is tested over plain HTTP on loopback. */
const INSECURE = { [oauth.allowInsecureRequests]: true } as const;

suite("strict OAuth libraries", () => {
  let product: StartedProduct;
  before(async () => {
    product = await startDemo();
  });
  after(async () => {
    await product.stop();
    removeDirectory(product.dataDirectory);
  });

  async function callWith(token: string): Promise<Response> {
    return fetch(product.mcpUrl, {
      method: "POST",
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
      },
      body: JSON.stringify({
        jsonrpc: "2.0",
        id: 1,
        method: "tools/call",
        params: { name: "get_analytics", arguments: {} },
      }),
    });
  }

  for (const [method, auth] of [
    ["none", openid.None()],
    ["client_secret_basic", openid.ClientSecretBasic()],
    ["client_secret_post", openid.ClientSecretPost()],
  ] as const) {
    test(`openid-client registers with ${method}, signs in, refreshes and revokes`, async () => {
      const metadata = { client_name: "openid-client", redirect_uris: [CALLBACK], token_endpoint_auth_method: method };
      const config = await openid.dynamicClientRegistration(new URL(product.origin), metadata, auth, {
        execute: [openid.allowInsecureRequests],
        algorithm: "oauth2",
      });
      const pkceCodeVerifier = openid.randomPKCECodeVerifier();
      const expectedState = openid.randomState();
      const url = openid.buildAuthorizationUrl(config, {
        redirect_uri: CALLBACK,
        scope: "analytics:read revenue:read",
        resource: product.mcpUrl,
        code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
        code_challenge_method: "S256",
        state: expectedState,
      });
      const callback = await answerConsent(url.href, product.demo());

      const tokens = await openid.authorizationCodeGrant(config, callback, { pkceCodeVerifier, expectedState });
      const refreshed = await openid.refreshTokenGrant(config, tokens.refresh_token ?? "");
      const working = await callWith(refreshed.access_token);
      await openid.tokenRevocation(config, refreshed.refresh_token ?? "");
      const revoked = await callWith(refreshed.access_token);

      assert.deepEqual([working.status, revoked.status], [200, 401]);
    });
  }

  test("oauth4webapi discovers from the resource, signs in, refreshes, steps up and revokes", async () => {
    const resource = new URL(product.mcpUrl);
    const described = await oauth.resourceDiscoveryRequest(resource, INSECURE);
    const protectedBy = await oauth.processResourceDiscoveryResponse(resource, described);
    const issuer = new URL(protectedBy.authorization_servers?.[0] ?? "");
    const discovered = await oauth.discoveryRequest(issuer, { algorithm: "oauth2", ...INSECURE });
    const server = await oauth.processDiscoveryResponse(issuer, discovered);
    const registration = { client_name: "oauth4webapi", redirect_uris: [CALLBACK], token_endpoint_auth_method: "none" };
    const registered = await oauth.dynamicClientRegistrationRequest(server, registration, INSECURE);
    const client = await oauth.processDynamicClientRegistrationResponse(registered);

    const signIn = async (scope: string) => {
      const verifier = oauth.generateRandomCodeVerifier();
      const state = oauth.generateRandomState();
      const url = new URL(server.authorization_endpoint ?? "");
      url.search = new URLSearchParams({
        response_type: "code",
        client_id: client.client_id,
        redirect_uri: CALLBACK,
        scope,
        state,
        resource: resource.href,
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: "S256",
      }).toString();
      const callback = await answerConsent(url.href, product.demo());
      const parameters = oauth.validateAuthResponse(server, client, callback, state);
      const options = { ...INSECURE, additionalParameters: { resource: resource.href } };
      const asked = [server, client, oauth.None(), parameters, CALLBACK, verifier, options] as const;
      const answer = await oauth.authorizationCodeGrantRequest(...asked);
      return oauth.processAuthorizationCodeResponse(server, client, answer);
    };

    const narrow = await signIn("analytics:read");
    const wide = await signIn("analytics:read revenue:read");
    const answer = await oauth.refreshTokenGrantRequest(
      server,
      client,
      oauth.None(),
      wide.refresh_token ?? "",
      INSECURE,
    );
    const refreshed = await oauth.processRefreshTokenResponse(server, client, answer);
    const working = await callWith(refreshed.access_token);
    const revocation = await oauth.revocationRequest(server, client, oauth.None(), refreshed.access_token, INSECURE);
    await oauth.processRevocationResponse(revocation);
    const revoked = await callWith(refreshed.access_token);

    assert.deepEqual([narrow.scope, wide.scope], ["analytics:read", "analytics:read revenue:read"]);
    assert.deepEqual([working.status, revoked.status], [200, 401]);
    assert.match(revoked.headers.get("www-authenticate") ?? "", /error="invalid_token"/);
  });

  test("both metadata documents name the same scopes in the same order", async () => {
    const metadata = await readJson(await fetch(`${product.origin}/.well-known/oauth-protected-resource/api/v1/mcp`));
    const server = await readJson(await fetch(`${product.origin}/.well-known/oauth-authorization-server`));
    assert.deepEqual(metadata.scopes_supported, ["analytics:read", "revenue:read", "customers:read"]);
    // `offline_access` asks the server for a refresh token; the resource has no such scope.
    assert.deepEqual(server.scopes_supported, [...metadata.scopes_supported, "offline_access"]);
  });
});
