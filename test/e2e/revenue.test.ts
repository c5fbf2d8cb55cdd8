import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { callTool, connectClassic, createModern } from "../support/clients.ts";
import {
  freePort,
  removeDirectory,
  type StartedProduct,
  startProduct,
  temporaryDirectory,
} from "../support/product.ts";

/** The questions about money that the product promises to answer, as a client's model turns them into calls. */
const QUESTIONS = [
  { asked: "What's my MRR?", tool: "get_revenue", args: {}, path: "revenue", says: /MRR now [\d,.]+ EUR/ },
  {
    asked: "Why did my MRR move this month?",
    tool: "get_revenue",
    args: { period: "this_month", compare: "previous_period" },
    path: "revenue",
    says: /net revenue/,
  },
  {
    asked: "Show me my revenue trend for the last 90 days",
    tool: "get_revenue_timeseries",
    args: { period: "last_90_days", interval: "month" },
    path: "revenue/timeseries",
    says: /MRR went from/,
  },
  {
    asked: "Who are my highest-value customers?",
    tool: "get_top_customers",
    args: { period: "all" },
    path: "revenue/customers",
    says: /customers with charges or refunds/,
  },
  {
    asked: "Which marketing channel has the best ROI?",
    tool: "get_channel_roi",
    args: { period: "last_90_days" },
    path: "revenue/channels",
    says: /the best return was that of/,
  },
] as const;

const dataDirectory = temporaryDirectory();
let product: StartedProduct;
let projectId: string;

before(async () => {
  product = await startProduct({ dataDirectory, port: await freePort() });
  const client = await connectClassic(product.mcpUrl, product.demo().secretKey);
  const { structured } = await callTool(client, "list_projects");
  projectId = (structured.data.projects as { id: string }[])[0]?.id ?? "";
  await client.close();
});
after(async () => {
  await product?.stop();
  removeDirectory(dataDirectory);
});

async function connectModern(url: string, key: string) {
  const { client, createTransport } = createModern(url, { key });
  await client.connect(createTransport());
  return client;
}

/** Answers of two moments differ in what goes on meanwhile. */
function ofYesterday(args: object): Record<string, string> {
  const day = (daysAgo: number) => new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10);
  const { period: _, ...rest } = args as { period?: string };
  return { ...rest, startDate: day(91), endDate: day(2) };
}

for (const { asked, tool, args, path, says } of QUESTIONS) {
  test(`"${asked}" is answered to both generations of clients, with the same numbers as by the Read API`, async () => {
    const { secretKey } = product.demo();
    for (const connect of [connectClassic, connectModern]) {
      const client = await connect(product.mcpUrl, secretKey);
      const answer = await callTool(client, tool, args);
      assert.equal(answer.isError, false, answer.text);
      assert.match(String(answer.structured.summary), says);
      const fixed = await callTool(client, tool, ofYesterday(args));
      const query = new URLSearchParams(ofYesterday(args));
      const address = new URL(`/api/v1/projects/${projectId}/${path}?${query}`, product.mcpUrl);
      const read = await fetch(address, { headers: { "x-api-key": secretKey } });
      assert.equal(read.status, 200);
      const { data } = (await read.json()) as { data: unknown };
      assert.deepEqual(fixed.structured.data, data);
      await client.close();
    }
  });
}

test("the totals of the channels are the revenue of the range", async () => {
  const client = await connectClassic(product.mcpUrl, product.demo().secretKey);
  const range = ofYesterday({});
  const { structured: revenue } = await callTool(client, "get_revenue", range);
  const { structured: channels } = await callTool(client, "get_channel_roi", { ...range, model: "linear" });
  await client.close();
  const { totals, unattributed } = channels.data as Record<string, Record<string, number>>;
  assert.equal(totals?.netRevenue, revenue.data.netRevenue);
  const credited = Math.round((totals?.attributedRevenue ?? 0) * 100);
  const rest = Math.round((unattributed?.attributedRevenue ?? 0) * 100);
  assert.equal(credited + rest, Math.round(Number(revenue.data.netRevenue) * 100));
  assert.ok(Number(revenue.data.mrr) > 0);
});
