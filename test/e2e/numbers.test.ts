import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { callTool, connectClassic } from "../support/clients.ts";
import { startDemo } from "../support/demo.ts";
import { readJson } from "../support/json.ts";
import { openStoreOf } from "../support/open-store.ts";
import { readPage, signInByForm } from "../support/page.ts";
import { removeDirectory, type StartedProduct } from "../support/product.ts";
import { overviewByHand, type RawEvent, readRawEvents, zonedDayStart } from "../support/raw-events.ts";

const ZONE = "Europe/Paris";
const DAY_MS = 86_400_000;

let product: StartedProduct;
before(async () => {
  product = await startDemo();
});
after(async () => {
  removeDirectory(product.dataDirectory);
});

test("MCP, Read API and page show the same numbers, and they equal a count by hand over the raw events", async () => {
  const { secretKey } = product.demo();
  const today = new Date().toLocaleDateString("sv-SE", { timeZone: ZONE });
  const startDate = shiftDay(today, -20);
  const endDate = shiftDay(today, -8);
  const client = await connectClassic(product.mcpUrl, secretKey);
  const asked = { startDate, endDate };
  const fromMcp = await callTool(client, "get_analytics", asked);
  const sources = await callTool(client, "get_traffic_sources", { ...asked, limit: 100 });
  const pages = await callTool(client, "get_top_pages", { ...asked, limit: 100 });
  const locations = await callTool(client, "get_top_locations", { ...asked, limit: 100 });
  await client.close();

  const headers = { "x-api-key": secretKey };
  const me = await readJson(await fetch(`${product.origin}/api/v1/me`, { headers }));
  const projectId: string = me.data.projectId;
  const query = new URLSearchParams(asked);
  const analytics = `${product.origin}/api/v1/projects/${projectId}/analytics`;
  const fromRest = await readJson(await fetch(`${analytics}?${query}`, { headers }));
  assert.deepEqual(fromRest.data, fromMcp.structured.data);

  const page = await readPage(product, `/projects/${projectId}?${query}`, await signInByForm(product));
  const { uniqueVisitors, pageViews, sessions } = fromMcp.structured.data;
  for (const number of [uniqueVisitors, pageViews, sessions]) {
    assert.ok(page.includes(Number(number).toLocaleString("en")), `The page shows ${number}.`);
  }

  await product.stop();
  const raw = await rawEventsOf(product.dataDirectory, projectId);
  const start = zonedDayStart(startDate, ZONE);
  const end = zonedDayStart(shiftDay(endDate, 1), ZONE);
  const byHand = overviewByHand(raw, start, end);
  assert.ok(byHand.pageViews > 10_000, "The demo has enough events for the comparison to mean something.");
  const answer = fromMcp.structured.data;
  assert.deepEqual(
    {
      uniqueVisitors: answer.uniqueVisitors,
      pageViews: answer.pageViews,
      sessions: answer.sessions,
      bounceRate: answer.bounceRate,
      avgDuration: answer.avgDuration,
    },
    byHand,
  );
  const previousStart = zonedDayStart(shiftDay(startDate, -13), ZONE);
  const previous = overviewByHand(raw, previousStart, start);
  const shown = answer.previous as Record<string, unknown>;
  assert.equal(shown.uniqueVisitors, previous.uniqueVisitors);
  assert.equal(shown.pageViews, previous.pageViews);

  assertRowsSum(sources.structured.data, "sessions", byHand.sessions);
  assertTopPage(pages.structured.data, raw, { start, end });
  assertVisitorsAtMost(locations.structured.data, byHand.uniqueVisitors);
});

function shiftDay(day: string, days: number): string {
  return new Date(Date.parse(`${day}T12:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

async function rawEventsOf(dataDirectory: string, projectId: string): Promise<RawEvent[]> {
  const store = await openStoreOf(dataDirectory);
  try {
    return await readRawEvents(store, projectId);
  } finally {
    await store.close();
  }
}

function rowsOf(data: Record<string, unknown>): Record<string, unknown>[] {
  return data.rows as Record<string, unknown>[];
}

function assertRowsSum(data: Record<string, unknown>, column: string, expected: number): void {
  assert.equal(
    rowsOf(data).reduce((sum, row) => sum + Number(row[column]), 0),
    expected,
  );
}

function assertTopPage(
  data: Record<string, unknown>,
  raw: readonly RawEvent[],
  range: { start: number; end: number },
): void {
  const views = new Map<string, number>();
  for (const { kind, ts, path } of raw) {
    if (kind === 1 && ts >= range.start && ts < range.end) views.set(path, (views.get(path) ?? 0) + 1);
  }
  for (const row of rowsOf(data)) assert.equal(row.pageViews, views.get(String(row.path)), String(row.path));
}

function assertVisitorsAtMost(data: Record<string, unknown>, total: number): void {
  const rows = rowsOf(data);
  assert.ok(rows.length >= 25, "The demo has visitors of about thirty countries.");
  for (const row of rows) assert.ok(Number(row.visitors) <= total);
}
