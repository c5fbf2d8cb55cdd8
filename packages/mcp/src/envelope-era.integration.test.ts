import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { INSTRUCTIONS } from "./instructions.ts";
import { classicRequest, envelope, MODERN_VERSION, modernRequest, send } from "./testing/http.ts";
import { openTestProduct, type TestProduct } from "./testing/product.ts";

suite("revision 2026-07-28", () => {
  let product: TestProduct;
  const ask = (
    { body, headers }: { body: unknown; headers: Record<string, string> },
    more: Record<string, string> = {},
  ) => send(product.mcpUrl, { body, headers: { "x-api-key": product.keys.read, ...headers, ...more } });
  before(async () => {
    product = await openTestProduct();
  });
  after(() => product.close());

  test("server/discover names the revision, the capabilities, the instructions and how long they hold", async () => {
    const { status, json } = await ask(modernRequest("server/discover"));
    assert.equal(status, 200);
    const { supportedVersions, capabilities, instructions, ttlMs, cacheScope, resultType } = json.result ?? {};
    assert.deepEqual(supportedVersions, [MODERN_VERSION]);
    assert.deepEqual(capabilities, { tools: {}, prompts: {}, resources: {} });
    assert.equal(instructions, INSTRUCTIONS);
    assert.deepEqual([ttlMs, cacheScope, resultType], [300_000, "private", "complete"]);
  });

  test("tools/list is the same at every call, private, and complete", async () => {
    const first = await ask(modernRequest("tools/list"));
    const second = await ask(modernRequest("tools/list"));
    assert.equal(first.text, second.text);
    assert.equal(first.json.result?.cacheScope, "private");
    assert.equal(first.json.result?.resultType, "complete");
  });

  test("a tool is called and answers as JSON", async () => {
    const answer = await ask(modernRequest("tools/call", { name: "get_analytics", arguments: { period: "today" } }));
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get("content-type") ?? "", /^application\/json/);
    assert.equal(answer.json.result?.isError, undefined);
  });

  test("a call is answered alike whether its name stands in the header plainly or encoded", async () => {
    const call = modernRequest("tools/call", { name: "list_projects", arguments: {} });
    const encoded = `=?base64?${Buffer.from("list_projects").toString("base64")}?=`;
    const plain = await ask(call);
    const decoded = await ask(call, { "mcp-name": encoded });
    assert.deepEqual([decoded.status, decoded.json], [plain.status, plain.json]);
    assert.equal(plain.json.result?.resultType, "complete");
  });

  test("a call that is no request by its schema is refused at once, and one without an id is a notification", async () => {
    const { body, headers } = modernRequest("tools/call", { name: "list_projects", arguments: {} });
    const { id: _id, ...notification } = body;
    const token = { ...body.params, _meta: { ...envelope(), progressToken: {} } };
    const wrong = [
      { ...body, id: 1.5 },
      { ...body, more: 1 },
      { ...body, jsonrpc: "1.0" },
      { ...body, params: token },
    ];
    for (const each of wrong) assert.equal((await ask({ body: each, headers })).status, 400, JSON.stringify(each));
    assert.equal((await ask({ body: notification, headers })).status, 202);
  });

  test("a header that contradicts the body is refused with -32020", async () => {
    const list = modernRequest("tools/list");
    const call = modernRequest("tools/call", { name: "get_analytics", arguments: {} });
    const answers = [
      await ask(list, { "mcp-method": "tools/call" }),
      await ask(list, { "mcp-protocol-version": "2025-11-25" }),
      await ask(call, { "mcp-name": "get_events" }),
    ];
    for (const { status, json } of answers) assert.deepEqual([status, json.error?.code], [400, -32020]);
  });

  test("a revision that nobody serves is refused with -32022 and the ones that are served", async () => {
    const body = { ...classicRequest("tools/list"), params: { _meta: envelope("2099-01-01") } };
    const headers = { "mcp-protocol-version": "2099-01-01", "mcp-method": "tools/list" };
    const { status, json } = await ask({ body, headers });
    assert.equal(status, 400);
    assert.equal(json.error?.code, -32022);
    assert.deepEqual(json.error?.data, { supported: [MODERN_VERSION], requested: "2099-01-01" });
  });

  test("an envelope that lacks a required key is refused with -32602", async () => {
    const { "io.modelcontextprotocol/clientCapabilities": _left, ...incomplete } = envelope();
    const request = modernRequest("tools/list");
    const body = { ...request.body, params: { _meta: incomplete } };
    const { status, json } = await ask({ ...request, body });
    assert.deepEqual([status, json.error?.code], [400, -32602]);
  });

  test("an unknown method is answered with 404 and -32601", async () => {
    for (const method of ["projects/delete", "initialize", "logging/setLevel"]) {
      const { status, json } = await ask(modernRequest(method));
      assert.deepEqual([status, json.error?.code], [404, -32601], method);
    }
  });

  test("an unknown tool is answered with -32602 and the names that exist", async () => {
    const { json } = await ask(modernRequest("tools/call", { name: "drop_table", arguments: {} }));
    assert.equal(json.error?.code, -32602);
    assert.match(json.error?.message ?? "", /get_analytics/);
  });

  test("a notification is accepted with 202 and no body", async () => {
    const method = "notifications/cancelled";
    const body = { jsonrpc: "2.0", method, params: { requestId: 1, _meta: envelope() } };
    const answer = await ask({ body, headers: { "mcp-protocol-version": MODERN_VERSION, "mcp-method": method } });
    assert.deepEqual([answer.status, answer.text], [202, ""]);
  });
});
