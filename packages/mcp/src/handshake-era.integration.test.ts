import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { classicRequest, initializeRequest, send } from "./testing/http.ts";
import { openTestProduct, type TestProduct } from "./testing/product.ts";

suite("the revisions with a handshake", () => {
  let product: TestProduct;
  const ask = (body: unknown, headers: Record<string, string> = {}) =>
    send(product.mcpUrl, { body, headers: { "x-api-key": product.keys.read, ...headers } });
  before(async () => {
    product = await openTestProduct();
  });
  after(() => product.close());

  for (const version of ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"]) {
    test(`initialize with ${version} is answered with that revision, as JSON`, async () => {
      const answer = await ask(initializeRequest(version));
      assert.equal(answer.status, 200);
      assert.match(answer.headers.get("content-type") ?? "", /^application\/json/);
      assert.equal(answer.json.result?.protocolVersion, version);
      assert.deepEqual(answer.json.result?.capabilities, { tools: {}, prompts: {}, resources: {} });
    });
  }

  test("initialize with an unknown revision is answered with the newest one that has a handshake", async () => {
    assert.equal((await ask(initializeRequest("2019-01-01"))).json.result?.protocolVersion, "2025-11-25");
  });

  test("a notification is accepted with 202 and no body", async () => {
    const answer = await ask({ jsonrpc: "2.0", method: "notifications/initialized" });
    assert.equal(answer.status, 202);
    assert.equal(answer.text, "");
  });

  test("tools are listed and called without any session, whatever session id a client invents", async () => {
    const session = { "mcp-session-id": "invented", "mcp-protocol-version": "2025-06-18" };
    const list = await ask(classicRequest("tools/list"), session);
    const call = await ask(classicRequest("tools/call", { name: "get_analytics", arguments: {} }), session);
    assert.ok(Array.isArray(list.json.result?.tools));
    assert.equal(call.json.result?.isError, undefined);
    assert.equal(call.headers.get("mcp-session-id"), null);
  });

  test("a client that names no revision after the handshake is served", async () => {
    assert.equal((await ask(classicRequest("ping"))).status, 200);
  });

  test("an unsupported revision in the header is refused", async () => {
    const answer = await ask(classicRequest("ping"), { "mcp-protocol-version": "2019-01-01" });
    assert.equal(answer.status, 400);
  });

  test("an unknown method is a JSON-RPC error with the id of the request", async () => {
    const { json } = await ask(classicRequest("projects/delete", {}, "x"));
    assert.deepEqual([json.id, json.error?.code], ["x", -32601]);
  });

  test("a batch of revision 2025-03-26 is answered with a list", async () => {
    const answer = await ask([classicRequest("ping", {}, 1), classicRequest("tools/list", {}, 2)]);
    const results: { id: number }[] = JSON.parse(answer.text);
    assert.deepEqual(
      results.map(({ id }) => id),
      [1, 2],
    );
  });

  test("a batch is refused where the revision has none, and where it is too long", async () => {
    const newer = await ask([classicRequest("ping")], { "mcp-protocol-version": "2025-06-18" });
    const long = await ask(Array.from({ length: 21 }, (_, id) => classicRequest("ping", {}, id)));
    assert.deepEqual([newer.status, newer.json.error?.code], [400, -32600]);
    assert.deepEqual([long.status, long.json.error?.code], [400, -32600]);
  });
});
