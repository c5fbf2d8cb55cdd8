import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { callTool, connectClassic, createModern, MODERN_REVISION } from "../support/clients.ts";
import { removeDirectory, type StartedProduct, startProduct } from "../support/product.ts";

const TOOLS = [
  "get_analytics",
  "get_timeseries",
  "get_realtime",
  "get_top_pages",
  "get_traffic_sources",
  "get_top_locations",
  "get_events",
  "list_projects",
];

let product: StartedProduct;
before(async () => {
  product = await startProduct();
});
after(async () => {
  await product.stop();
  removeDirectory(product.dataDirectory);
});

test("the SDK's 1.x client lists and calls every tool with a key in X-API-Key", async () => {
  const client = await connectClassic(product.mcpUrl, product.demo().secretKey);
  const { tools } = await client.listTools();
  assert.deepEqual(tools.map(({ name }) => name).toSorted(), TOOLS.toSorted());
  for (const tool of tools) {
    const answer = await callTool(client, tool.name);
    assert.equal(answer.isError, false, `${tool.name}: ${answer.text}`);
    assert.ok(answer.structured.summary.length > 10, tool.name);
    assert.deepEqual(
      JSON.parse(answer.text),
      answer.structured,
      `${tool.name}: the text says the same as the structure`,
    );
    assert.ok(answer.text.length <= 8_000, `${tool.name}: a default answer fits 8,000 characters`);
  }
  await client.close();
});

test("the 2.x client pinned to 2026-07-28 lists and calls every tool with a key as a Bearer token", async () => {
  const { client, createTransport } = createModern(product.mcpUrl, { key: product.demo().secretKey });
  await client.connect(createTransport());
  assert.equal(client.getNegotiatedProtocolVersion(), MODERN_REVISION);
  const { tools } = await client.listTools();
  assert.deepEqual(tools.map(({ name }) => name).toSorted(), TOOLS.toSorted());
  for (const tool of tools) {
    const answer = await callTool(client, tool.name);
    assert.equal(answer.isError, false, `${tool.name}: ${answer.text}`);
  }
  await client.close();
});

test("a wrong argument comes back as a result that names the field and shows arguments that work", async () => {
  const client = await connectClassic(product.mcpUrl, product.demo().secretKey);
  const answer = await callTool(client, "get_analytics", { startDate: "2026-02-30" });
  assert.equal(answer.isError, true);
  assert.match(answer.text, /startDate/);
  assert.match(answer.text, /2026-02-30/);
  assert.match(answer.text, /example/i);
  await client.close();
});
