import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import * as accounts from "@heliometer/accounts";
import { classicRequest, send } from "./testing/http.ts";
import { openTestProduct, type TestProduct } from "./testing/product.ts";

const METADATA = "http://localhost:3000/.well-known/oauth-protected-resource/api/v1/mcp";
const BARE_CHALLENGE = `Bearer resource_metadata="${METADATA}", scope="analytics:read revenue:read"`;
const REFUSAL = '{"jsonrpc":"2.0","id":"","error":{"code":-32600,"message":"Authentication required."}}';
const PING = classicRequest("ping", {}, "call-7");

suite("authentication", () => {
  let product: TestProduct;
  before(async () => {
    product = await openTestProduct();
  });
  after(() => product.close());

  for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"]) {
    test(`${method} without a credential is answered with 401, the challenge and the body of the reference`, async () => {
      const answer = await send(product.mcpUrl, { method });
      assert.equal(answer.status, 401);
      assert.equal(answer.headers.get("www-authenticate"), BARE_CHALLENGE);
      assert.equal(answer.text, REFUSAL);
    });
  }

  test("HEAD without a credential is answered with 401 and the challenge", async () => {
    const answer = await send(product.mcpUrl, { method: "HEAD" });
    assert.equal(answer.status, 401);
    assert.equal(answer.headers.get("www-authenticate"), BARE_CHALLENGE);
  });

  test("a refused request gets its id back", async () => {
    const answer = await send(product.mcpUrl, { body: PING });
    assert.equal(answer.status, 401);
    assert.equal(answer.json.id, "call-7");
  });

  test("who has no credential learns nothing about a malformed or oversized body", async () => {
    const malformed = await send(product.mcpUrl, { body: "{" });
    const oversized = await send(product.mcpUrl, { body: { filler: "x".repeat(300_000) } });
    assert.deepEqual([malformed.text, oversized.text], [REFUSAL, REFUSAL]);
  });

  const refused: Record<string, (keys: TestProduct["keys"]) => Record<string, string>> = {
    "an unknown key": () => ({ "x-api-key": "hm_sk_unknown" }),
    "a public key": (keys) => ({ "x-api-key": keys.public }),
    "Basic authentication": (keys) => ({ authorization: `Basic ${Buffer.from(`${keys.read}:`).toString("base64")}` }),
    "an unknown access token": () => ({ authorization: "Bearer unknown" }),
  };
  for (const [name, headers] of Object.entries(refused)) {
    test(`${name} is refused as an invalid token`, async () => {
      const answer = await send(product.mcpUrl, { body: PING, headers: headers(product.keys) });
      assert.equal(answer.status, 401);
      assert.equal(answer.headers.get("www-authenticate"), `${BARE_CHALLENGE}, error="invalid_token"`);
    });
  }

  test("a good key in the address is refused, even beside one in a header", async () => {
    const { read } = product.keys;
    for (const query of [`apiKey=${read}`, `access_token=${read}`, `anything=${read}`]) {
      const answer = await send(`${product.mcpUrl}?${query}`, { body: PING, headers: { "x-api-key": read } });
      assert.equal(answer.status, 401, query);
    }
  });

  test("keys and tokens are taken from both headers, with and without a slash at the end of the address", async () => {
    const { read, full, personal } = product.keys;
    const token = await product.grantToken(["analytics:read"]);
    const credentials = [
      { "x-api-key": read },
      { authorization: `Bearer ${full}` },
      { authorization: `Bearer ${personal}` },
      { authorization: `Bearer ${token}` },
    ];
    for (const headers of credentials) {
      for (const url of [product.mcpUrl, `${product.mcpUrl}/`]) {
        assert.equal((await send(url, { body: PING, headers })).status, 200);
      }
    }
  });

  test("an access token for another resource is refused", async () => {
    const token = await product.grantToken(["analytics:read"], "https://elsewhere.example/mcp");
    const answer = await send(product.mcpUrl, { body: PING, headers: { authorization: `Bearer ${token}` } });
    assert.equal(answer.status, 401);
  });

  test("a revoked key is refused at the next call", async () => {
    const { ctx, shop } = product;
    const made = await accounts.createKey(ctx, { kind: "secret", access: "read", projectId: shop.id, name: "Short" });
    const headers = { "x-api-key": made.key };
    assert.equal((await send(product.mcpUrl, { body: PING, headers })).status, 200);
    await accounts.revokeKey(ctx, { keyId: made.id });
    assert.equal((await send(product.mcpUrl, { body: PING, headers })).status, 401);
  });

  for (const method of ["GET", "HEAD", "PUT", "PATCH", "DELETE"]) {
    test(`${method} with a good key is answered with 405 and the method that is allowed`, async () => {
      const answer = await send(product.mcpUrl, { method, headers: { "x-api-key": product.keys.read } });
      assert.equal(answer.status, 405);
      assert.equal(answer.headers.get("allow"), "POST");
    });
  }
});
