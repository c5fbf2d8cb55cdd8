import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { parse } from "csv-parse/sync";
import { callTool, connectClassic } from "../support/clients.ts";
import { startDemo } from "../support/demo.ts";
import { type Json, readJson } from "../support/json.ts";
import { readPage, signInByForm } from "../support/page.ts";
import { removeDirectory, type StartedProduct } from "../support/product.ts";

let product: StartedProduct;
let client: Awaited<ReturnType<typeof connectClassic>>;
let projectId: string;
before(async () => {
  product = await startDemo();
  client = await connectClassic(product.mcpUrl, product.demo().secretKey);
  projectId = (await read("me")).data.projectId;
});
after(async () => {
  await client.close();
  await product.stop();
  removeDirectory(product.dataDirectory);
});

const LAST_MONTH = { period: "last_month" };
const FILTERS = [{ dimension: "country", operator: "is", values: ["FR", "DE"] }];

/** Every report, in the words of its tool and of its Read API path, over spans that are over. */
const QUESTIONS: readonly { tool: string; path: string; args: Record<string, Json> }[] = [
  { tool: "get_analytics", path: "analytics", args: LAST_MONTH },
  { tool: "get_analytics", path: "analytics", args: { ...LAST_MONTH, compare: "previous_year" } },
  { tool: "get_analytics", path: "analytics", args: { ...LAST_MONTH, filters: FILTERS } },
  { tool: "get_timeseries", path: "analytics/timeseries", args: { ...LAST_MONTH, interval: "day" } },
  { tool: "get_timeseries", path: "analytics/timeseries", args: { ...LAST_MONTH, timezone: "Australia/Lord_Howe" } },
  { tool: "get_top_pages", path: "pages", args: { ...LAST_MONTH, limit: 100 } },
  { tool: "get_traffic_sources", path: "sources", args: { ...LAST_MONTH, groupBy: "channel" } },
  { tool: "get_traffic_sources", path: "sources", args: { ...LAST_MONTH, filters: FILTERS } },
  { tool: "get_top_locations", path: "locations", args: { ...LAST_MONTH, groupBy: "city", limit: 50 } },
  { tool: "get_events", path: "events", args: LAST_MONTH },
];

for (const { tool, path, args } of QUESTIONS) {
  test(`${tool} and GET …/${path} give the same data for ${JSON.stringify(args)}`, async () => {
    const answer = await callTool(client, tool, args);
    assert.equal(answer.isError, false, answer.text);
    const rest = await read(`projects/${projectId}/${path}`, args);
    assert.deepEqual(rest.data, answer.structured.data);
    assert.equal(rest.summary, answer.structured.summary);
  });
}

test("the project's page shows the numbers that the tools give", async () => {
  const cookie = await signInByForm(product);
  const page = await readPage(product, `/projects/${projectId}?period=last_month`, cookie);
  const shown = (value: Json) => Number(value).toLocaleString("en");
  const overview = (await callTool(client, "get_analytics", LAST_MONTH)).structured.data;
  for (const metric of ["uniqueVisitors", "pageViews", "sessions"]) {
    assert.ok(page.includes(shown(overview[metric])), `${metric} ${shown(overview[metric])}`);
  }
  const lists = [
    { tool: "get_top_pages", name: "path", number: "pageViews" },
    { tool: "get_traffic_sources", name: "name", number: "uniqueVisitors" },
    { tool: "get_top_locations", name: "country", number: "visitors" },
  ];
  for (const { tool, name, number } of lists) {
    const rows: Json[] = (await callTool(client, tool, { ...LAST_MONTH, limit: 5 })).structured.data.rows as Json[];
    assert.equal(rows.length, 5, tool);
    for (const row of rows) {
      assert.ok(page.includes(row[name]), `${tool}: ${row[name]}`);
      assert.ok(page.includes(shown(row[number])), `${tool}: ${row[name]} ${shown(row[number])}`);
    }
  }
  const series = (await callTool(client, "get_timeseries", LAST_MONTH)).structured.data.rows as Json[];
  for (const row of series) assert.ok(page.includes(shown(row.uniqueVisitors)), row.date);
});

test("every question that the page offers is answered by the tool it names, with the numbers of the file beside it", async () => {
  const cookie = await signInByForm(product);
  const page = await readPage(product, `/projects/${projectId}?period=last_month&groupBy=channel`, cookie);
  const offered = [...page.matchAll(/<code>[^<]+\n\n(get_\w+) (\{[^<]*\})<\/code>/g)];
  assert.deepEqual(
    offered.map(([, tool]) => tool),
    CARDS.map(({ tool }) => tool),
  );
  for (const [index, { card, tool }] of CARDS.entries()) {
    const input = offered[index]?.[2] ?? "";
    const { structured, isError, text } = await callTool(client, tool, JSON.parse(input.replaceAll("&quot;", '"')));
    assert.equal(isError, false, text);
    const rows = (structured.data.rows ?? []) as Json[];
    if (!card) continue;
    const csv = await readCsv(`/projects/${projectId}/csv/${card}?period=last_month&groupBy=channel`, cookie);
    for (const [place, row] of rows.entries()) {
      // A long series loses its first rows on the way to an assistant.
      const line = row.date === undefined ? csv[place] : csv.find(({ date }) => date === row.date);
      for (const [name, value] of Object.entries(row)) {
        assert.equal(line?.[name], value === null ? "" : String(value), `${card} ${name}`);
      }
    }
  }
});

/** The tools that the page names, in its order, and the card whose file holds the rows that they answer with. */
const CARDS: readonly { tool: string; card?: string }[] = [
  { tool: "get_analytics" },
  { tool: "get_timeseries", card: "trend" },
  { tool: "get_top_pages", card: "pages" },
  { tool: "get_traffic_sources", card: "sources" },
  { tool: "get_top_locations", card: "locations" },
  { tool: "get_traffic_sources", card: "devices" },
  { tool: "get_events", card: "events" },
  { tool: "get_revenue" },
  { tool: "get_revenue_timeseries", card: "revenueTrend" },
  { tool: "get_top_customers" },
  { tool: "get_channel_roi", card: "roi" },
];

async function readCsv(path: string, cookie: string): Promise<Record<string, string>[]> {
  const answer = await fetch(`${product.origin}${path}`, { headers: { cookie } });
  assert.equal(answer.headers.get("content-type"), "text/csv; charset=utf-8");
  return parse(await answer.text(), { columns: true, bom: true });
}

async function read(path: string, parameters: Record<string, Json> = {}): Promise<Json> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    query.set(name, typeof value === "object" ? JSON.stringify(value) : String(value));
  }
  const headers = { "x-api-key": product.demo().secretKey };
  return readJson(await fetch(`${product.origin}/api/v1/${path}?${query}`, { headers }));
}
