import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { QUIRKS } from "./quirks.ts";
import { classicRequest, envelope, MODERN_VERSION, modernRequest, send } from "./testing/http.ts";
import { openTestProduct, type TestProduct } from "./testing/product.ts";

const CLAUDE_CODE = { "user-agent": "claude-code/2.1.330 (cli)" };
const CLAUDE_USER = { "user-agent": "Claude-User" };

suite("known faults of real clients", () => {
  let product: TestProduct;
  const ask = (body: unknown, headers: Record<string, string> = {}) =>
    send(product.mcpUrl, { body, headers: { "x-api-key": product.keys.read, ...headers } });
  before(async () => {
    product = await openTestProduct();
  });
  after(() => product.close());

  test("each has a name of its own and a source", () => {
    assert.equal(new Set(QUIRKS.map(({ name }) => name)).size, QUIRKS.length);
    for (const { source } of QUIRKS) assert.match(source, /^https:\/\//);
  });

  test("an older revision in Claude's header gives way to the one in the body, and the log says so", async () => {
    const { body, headers } = modernRequest("tools/list");
    const older = { ...headers, "mcp-protocol-version": "2025-11-25" };
    assert.equal((await ask(body, { ...older, ...CLAUDE_CODE })).status, 200);
    assert.equal((await ask(body, older)).json.error?.code, -32020);
    const quirks = product.logged.flatMap((line) => (Array.isArray(line.quirks) ? line.quirks : []));
    assert.ok(quirks.includes("version-header-older-than-body"));
  });

  test("Claude is known by its name in the envelope too", async () => {
    const { body, headers } = modernRequest("tools/list");
    const named = { ...body, params: { _meta: envelope(MODERN_VERSION, "Anthropic/ClaudeAI") } };
    assert.equal((await ask(named, { ...headers, "mcp-protocol-version": "2025-06-18" })).status, 200);
  });

  test("the newest revision in Claude's header without an envelope is read as the handshake era", async () => {
    const header = { "mcp-protocol-version": MODERN_VERSION };
    assert.equal((await ask(classicRequest("tools/list"), { ...header, ...CLAUDE_USER })).status, 200);
    assert.equal((await ask(classicRequest("tools/list"), header)).json.error?.code, -32602);
  });

  test("a header repeated by a proxy counts once, a contradiction does not", async () => {
    const repeated = await ask(classicRequest("ping"), { "mcp-protocol-version": "2025-06-18, 2025-06-18" });
    const contradicting = await ask(classicRequest("ping"), { "mcp-protocol-version": "2025-06-18, 2025-11-25" });
    assert.deepEqual([repeated.status, contradicting.status], [200, 400]);
  });

  test("a client that accepts anything is served", async () => {
    for (const accept of ["*/*", "application/json", "application/*;q=0.9"]) {
      assert.equal((await ask(classicRequest("ping"), { accept })).status, 200, accept);
    }
  });

  test("an empty list for the arguments means none", async () => {
    const { json } = await ask(classicRequest("tools/call", { name: "get_realtime", arguments: [] }));
    assert.equal(json.result?.isError, undefined);
    assert.ok(json.result?.structuredContent);
  });
});
