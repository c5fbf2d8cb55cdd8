import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { Client as ClassicClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as ClassicTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { openTestProduct, type TestProduct } from "./testing/product.ts";

const CLIENT = { name: "test", version: "1.0.0" };

suite("the clients of the protocol's makers", () => {
  let product: TestProduct;
  const requestInit = () => ({ headers: { "X-API-Key": product.keys.read } });
  before(async () => {
    product = await openTestProduct();
  });
  after(() => product.close());

  test("the 1.x client lists and calls, and accepts a refused call as it is", async () => {
    const client = new ClassicClient(CLIENT);
    const transport = new ClassicTransport(new URL(product.mcpUrl), { requestInit: requestInit() });
    // The declaration of the library predates exactOptionalPropertyTypes.
    await client.connect(transport as Parameters<ClassicClient["connect"]>[0]);
    const { tools } = await client.listTools();
    assert.equal(tools.length, 12);
    for (const { name } of tools) {
      const result = await client.callTool({ name, arguments: {} });
      assert.ok(result.structuredContent, name);
    }
    assert.equal((await client.callTool({ name: "get_analytics", arguments: { period: "?" } })).isError, true);
    await client.close();
  });

  const modes = { default: undefined, auto: "auto", pinned: { pin: "2026-07-28" } } as const;
  for (const [name, mode] of Object.entries(modes)) {
    test(`the 2.x client lists and calls in its mode "${name}"`, async () => {
      const client = new Client(CLIENT, mode ? { versionNegotiation: { mode } } : {});
      await client.connect(new StreamableHTTPClientTransport(new URL(product.mcpUrl), { requestInit: requestInit() }));
      const { tools } = await client.listTools();
      assert.equal(tools.length, 12);
      const result = await client.callTool({ name: "get_analytics", arguments: { period: "today" } });
      assert.ok(result.structuredContent);
      assert.equal((await client.callTool({ name: "get_analytics", arguments: { period: "?" } })).isError, true);
      await client.close();
    });
  }
});
