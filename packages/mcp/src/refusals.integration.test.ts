import assert from "node:assert/strict";
import { after, afterEach, before, suite, test } from "node:test";
import * as accounts from "@heliometer/accounts";
import { classicRequest, modernRequest, send } from "./testing/http.ts";
import { openTestProduct, type TestProduct } from "./testing/product.ts";

const PING = classicRequest("ping", {}, 5);

suite("refusals after authentication", () => {
  let product: TestProduct;
  const ask = (body: unknown, headers: Record<string, string> = {}) =>
    send(product.mcpUrl, { body, headers: { "x-api-key": product.keys.read, ...headers } });
  before(async () => {
    product = await openTestProduct();
  });
  after(() => product.close());
  afterEach(async () => {
    const { ctx, shop, organizationId } = product;
    await accounts.updateInstance(ctx, { mcpEnabled: true, maximumMcpPrivilege: "unlimited" });
    await accounts.updateProject(ctx, { projectId: shop.id, mcpEnabled: true });
    await accounts.setPlan(ctx, { organizationId, plan: "starter" });
  });

  test("a foreign web origin is refused; none, the own one, this machine and listed ones pass", async () => {
    const foreign = await ask(PING, { origin: "https://evil.example" });
    assert.deepEqual([foreign.status, foreign.json.id, foreign.json.error?.code], [403, 5, -32600]);
    assert.equal(foreign.headers.get("access-control-allow-origin"), null);
    const good = ["http://localhost:3000", "http://127.0.0.1:6274", "http://[::1]:8080", "https://inspector.example"];
    for (const origin of good) {
      const answer = await ask(PING, { origin });
      assert.equal(answer.status, 200, origin);
      assert.equal(answer.headers.get("access-control-allow-origin"), origin);
    }
    assert.equal((await ask(PING, { origin: "null" })).status, 403);
    assert.equal((await ask(PING, { origin: "http://localhost.evil.example" })).status, 403);
  });

  test("a preflight is answered without a credential and names the headers that clients send", async () => {
    const headers = { origin: "http://localhost:6274", "access-control-request-method": "POST" };
    const answer = await send(product.mcpUrl, { method: "OPTIONS", headers });
    assert.equal(answer.status, 204);
    const allowed = answer.headers.get("access-control-allow-headers") ?? "";
    for (const name of ["authorization", "x-api-key", "mcp-protocol-version", "mcp-method", "mcp-name"]) {
      assert.ok(allowed.includes(name), name);
    }
    assert.match(answer.headers.get("access-control-expose-headers") ?? "", /www-authenticate/);
    const foreign = await send(product.mcpUrl, { method: "OPTIONS", headers: { origin: "https://evil.example" } });
    assert.equal(foreign.status, 403);
  });

  test("the challenge of a browser client can be read by it", async () => {
    const answer = await send(product.mcpUrl, { body: PING, headers: { origin: "http://localhost:6274" } });
    assert.equal(answer.status, 401);
    assert.match(answer.headers.get("access-control-expose-headers") ?? "", /www-authenticate/);
  });

  test("malformed JSON is answered with 400 and -32700", async () => {
    for (const body of ["{", "", '{"jsonrpc":"2.0",}']) {
      const { status, json } = await ask(body);
      assert.deepEqual([status, json.id, json.error?.code], [400, null, -32700]);
    }
  });

  test("JSON that is no message is answered with 400 and -32600", async () => {
    for (const body of ["null", "1", "[]", '{"method":"ping"}']) {
      const { status, json } = await ask(body);
      assert.deepEqual([status, json.error?.code], [400, -32600], body);
    }
  });

  test("an oversized body is answered with 413, a wrong content type with 415, deep nesting with 400", async () => {
    const large = await ask({ ...PING, params: { filler: "x".repeat(300_000) } });
    const form = await ask(JSON.stringify(PING), { "content-type": "text/plain" });
    const deep = await ask(`${"[".repeat(5_000)}${"]".repeat(5_000)}`);
    assert.deepEqual([large.status, large.json.error?.code], [413, -32600]);
    assert.deepEqual([form.status, form.json.error?.code], [415, -32600]);
    assert.deepEqual([deep.status, deep.json.error?.code], [400, -32600]);
  });

  test("a client that accepts neither JSON nor a stream is told so", async () => {
    assert.equal((await ask(PING, { accept: "text/html" })).status, 406);
  });

  test("each switch, the plan and the privilege cap refuse with 403, their reason and who can change it", async () => {
    const { ctx, shop, organizationId, keys } = product;
    const closers: Record<string, () => Promise<unknown>> = {
      instance_off: () => accounts.updateInstance(ctx, { mcpEnabled: false }),
      project_off: () => accounts.updateProject(ctx, { projectId: shop.id, mcpEnabled: false }),
      plan: () => accounts.setPlan(ctx, { organizationId, plan: "free" }),
      privilege: () => accounts.updateInstance(ctx, { mcpEnabled: true, maximumMcpPrivilege: "viewer" }),
    };
    for (const [reason, close] of Object.entries(closers)) {
      await close();
      const { status, json } = await ask(PING, { "x-api-key": keys.full });
      assert.equal(status, 403, reason);
      assert.equal(json.id, 5);
      const data = json.error?.data as { reason: string; who: string; link: string };
      assert.equal(data.reason, reason);
      assert.equal(data.link, `http://localhost:3000/projects/${shop.id}/settings`);
      assert.ok(json.error?.message.endsWith(data.link));
      assert.ok(json.error?.message.includes(data.who));
      await accounts.updateInstance(ctx, { mcpEnabled: true });
      await accounts.updateProject(ctx, { projectId: shop.id, mcpEnabled: true });
      await accounts.setPlan(ctx, { organizationId, plan: "starter" });
    }
  });

  test("a tool beyond the granted scopes is not listed, and calling it asks for all that a new grant needs", async () => {
    const token = await product.grantToken(["revenue:read"]);
    const headers = { authorization: `Bearer ${token}` };
    const list = modernRequest("tools/list");
    const call = modernRequest("tools/call", { name: "get_analytics", arguments: {} });
    const listed = await send(product.mcpUrl, { body: list.body, headers: { ...list.headers, ...headers } });
    const refused = await send(product.mcpUrl, { body: call.body, headers: { ...call.headers, ...headers } });
    const tools = listed.json.result?.tools as { name: string }[];
    assert.deepEqual(
      tools.map(({ name }) => name),
      ["get_revenue", "get_revenue_timeseries", "get_top_customers", "get_channel_roi", "list_projects"],
    );
    assert.equal(refused.status, 403);
    assert.equal(refused.json.id, 1);
    assert.equal(
      refused.headers.get("www-authenticate"),
      'Bearer error="insufficient_scope", scope="analytics:read revenue:read", ' +
        'resource_metadata="http://localhost:3000/.well-known/oauth-protected-resource/api/v1/mcp"',
    );
  });

  test("a batch opens no way around the scopes", async () => {
    const token = await product.grantToken(["customers:read"]);
    const batch = [PING, classicRequest("tools/call", { name: "get_analytics", arguments: {} }, 6)];
    const answer = await send(product.mcpUrl, { body: batch, headers: { authorization: `Bearer ${token}` } });
    assert.equal(answer.status, 403);
  });
});
