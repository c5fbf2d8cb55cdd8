import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startDemo } from "../support/demo.ts";
import { readJson } from "../support/json.ts";
import { removeDirectory, type StartedProduct } from "../support/product.ts";

let product: StartedProduct;
let projectId: string;
before(async () => {
  product = await startDemo();
  const me = await get("/api/v1/me");
  projectId = (await readJson(me)).data.projectId;
});
after(async () => {
  await product.stop();
  removeDirectory(product.dataDirectory);
});

function get(
  path: string,
  headers: Record<string, string> = { "x-api-key": product.demo().secretKey },
): Promise<Response> {
  return fetch(`${product.origin}${path}`, { headers, redirect: "manual" });
}

function postMcp(body: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(product.mcpUrl, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "x-api-key": product.demo().secretKey,
      ...headers,
    },
    body,
  });
}

test("without valid credentials the MCP endpoint answers 401 to every method, with the challenge and the body", async () => {
  const bad = [
    "",
    "Bearer hm_sk_unknown",
    "Bearer hm_pat_unknown",
    "Bearer an-expired-token",
    "Basic b3duZXI6cGFzcw==",
  ];
  for (const method of ["GET", "HEAD", "POST", "DELETE", "PUT"]) {
    for (const authorization of bad) {
      const headers: Record<string, string> = authorization ? { authorization } : {};
      const answer = await fetch(product.mcpUrl, { method, headers });
      assert.equal(answer.status, 401, `${method} ${authorization}`);
      const challenge = answer.headers.get("www-authenticate") ?? "";
      assert.ok(challenge.startsWith("Bearer "), challenge);
      assert.ok(
        challenge.includes(`resource_metadata="${product.origin}/.well-known/oauth-protected-resource/api/v1/mcp"`),
        challenge,
      );
      assert.ok(challenge.includes('scope="analytics:read revenue:read"'), challenge);
      if (method === "HEAD") continue;
      assert.deepEqual(await readJson(answer), {
        jsonrpc: "2.0",
        id: "",
        error: { code: -32600, message: "Authentication required." },
      });
    }
  }
});

test("keys and tokens do not work from the query string", async () => {
  const { secretKey } = product.demo();
  for (const name of ["apiKey", "api_key", "access_token", "token", "key"]) {
    const mcp = await fetch(`${product.mcpUrl}?${name}=${secretKey}`, {
      method: "POST",
      body: "{}",
      headers: { "content-type": "application/json" },
    });
    assert.equal(mcp.status, 401, name);
    const rest = await fetch(`${product.origin}/api/v1/me?${name}=${secretKey}`);
    assert.equal(rest.status, 401, name);
  }
});

test("malformed JSON at the MCP endpoint is JSON-RPC error −32700 with status 400", async () => {
  const answer = await postMcp('{"jsonrpc":"2.0","id":1,');
  assert.equal(answer.status, 400);
  assert.equal((await readJson(answer)).error.code, -32_700);
});

test("an oversized body is refused with 413 and nothing else", async () => {
  const answer = await postMcp(
    JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params: { junk: "x".repeat(300_000) } }),
  );
  assert.equal(answer.status, 413);
  assert.doesNotMatch(await answer.text(), /\s+at .*\.ts/);
});

test("a foreign and an unknown project are the same 404", async () => {
  const texts: string[] = [];
  for (const id of ["00000000-0000-4000-8000-000000000000", "no-such-project"]) {
    const answer = await get(`/api/v1/projects/${id}/analytics`);
    assert.equal(answer.status, 404);
    texts.push((await answer.text()).replaceAll(id, "ID"));
  }
  assert.equal(texts[0], texts[1]);
});

const IMPOSSIBLE: readonly [string, string][] = [
  ["startDate=2026-02-30", "startDate"],
  ["startDate=yesterday", "startDate"],
  ["startDate=2026-05-02&endDate=2026-05-01", "startDate"],
  ["period=last_7_days&startDate=2026-05-01", "period"],
  ["period=fortnight", "period"],
  ["timezone=Europe/Pari", "timezone"],
  ["compare=sideways", "compare"],
  ["colour=blue", "colour"],
];

for (const [query, field] of IMPOSSIBLE) {
  test(`?${query} is a 400 that names ${field} and gives an example`, async () => {
    const answer = await get(`/api/v1/projects/${projectId}/analytics?${query}`);
    assert.equal(answer.status, 400);
    const { error } = await readJson(answer);
    assert.equal(error.code, "invalid_request");
    assert.ok(error.message.includes(field), error.message);
    assert.match(error.message, /example/i);
    assert.doesNotMatch(error.message, /\s+at /);
  });
}

test("a public key reads nothing, and a secret key sends nothing", async () => {
  const { secretKey } = product.demo();
  const send = await fetch(`${product.origin}/api/t/e`, {
    method: "POST",
    headers: { "x-api-key": secretKey, "content-type": "application/json" },
    body: JSON.stringify({ visitorId: "v", sessionId: "s", pageViewId: "p", path: "/" }),
  });
  assert.ok([401, 403].includes(send.status));
  const unknown = await fetch(`${product.origin}/api/t/e`, {
    method: "POST",
    headers: { "x-api-key": "hm_pk_unknown", "content-type": "application/json" },
    body: JSON.stringify({ visitorId: "v", sessionId: "s", pageViewId: "p", path: "/" }),
  });
  assert.equal(unknown.status, 401);
});

test("an error page shows no stack trace and keeps the security headers", async () => {
  const page = await fetch(`${product.origin}/projects/none/of/this`, { headers: { accept: "text/html" } });
  assert.ok([302, 303, 404].includes(page.status));
  const missing = await fetch(`${product.origin}/no-such-page`, { headers: { accept: "text/html" } });
  assert.equal(missing.status, 404);
  assert.match(missing.headers.get("content-security-policy") ?? "", /frame-ancestors 'none'/);
  assert.doesNotMatch(await missing.text(), /\s+at .*\.ts/);
});
