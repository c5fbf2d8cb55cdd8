import assert from "node:assert/strict";
import { test } from "node:test";
import { readAnswers, visitsBy } from "./testing/answers.ts";
import { openImportWorld } from "./testing/world.ts";

test("GA4's BigQuery export comes with its events, without GA4's own bookkeeping", async () => {
  await using world = await openImportWorld();
  const path = await world.fixture("ga4-bigquery");
  const { plan, stored } = await world.run(path, "ga4");
  // Three page views, a purchase and a scroll; four events are GA4's own or of nobody.
  assert.deepEqual([stored, [...plan.scan.leftOut.values()]], [5, [1, 1, 1, 1]]);
  assert.deepEqual(await readAnswers(world), {
    totals: { uniqueVisitors: 2, pageViews: 3, sessions: 2, bounceRate: 50, avgDuration: 45 },
    pages: { "/": 2, "/pricing": 1 },
    entries: { "/": 2 },
    exits: { "/": 1, "/pricing": 1 },
    sources: { Google: 1, newsletter: 1 },
    channels: { Email: 1, "Organic Search": 1 },
    countries: { France: 1, Türkiye: 1 },
    events: { purchase: 1 },
  });
  const [purchase] = await world.store.query({
    sql: "select properties from events where name = 'purchase' and project_id = $1",
    values: [world.project.id],
  });
  const properties = { currency: "EUR", value: 49.5, transaction_id: "T-1" };
  assert.deepEqual(JSON.parse(String(purchase?.properties)), properties);
  const again = await world.run(path);
  assert.deepEqual([again.stored, again.known], [0, 5]);
});

test("GA4's reports give what they say of single days; a report over a month is told to say too little", async () => {
  await using world = await openImportWorld();
  const { plan } = await world.run(await world.fixture("ga4-reports"), "ga4");
  assert.deepEqual([...(plan.days?.shortfalls ?? [])], []);
  assert.match(plan.found.ignored.map(({ name, why }) => `${name} ${why}`).join(), /whole-month.*the dimension Date/);
  const { totals, pages, sources } = await readAnswers(world);
  // 5 + 2 sessions, 4 engaged ones, (5 × 120 + 2 × 30) s / 7.
  assert.deepEqual(totals, { uniqueVisitors: 6, pageViews: 12, sessions: 7, bounceRate: 42.9, avgDuration: 94.3 });
  // Of the second day no file tells the pages.
  assert.deepEqual(pages, { "/": 5, "/docs": 1, "/pricing": 3 });
  assert.deepEqual(sources, { "(not set)": 1, "Direct / None": 2, Google: 2, "Hacker News": 1, newsletter: 1 });
  assert.deepEqual(await visitsBy(world, "country"), { "": 1, DE: 2, FR: 3, US: 1 });
  assert.deepEqual(await visitsBy(world, "device"), { desktop: 5, mobile: 2 });
  assert.deepEqual(await visitsBy(world, "utm_campaign"), { "": 6, spring: 1 });
});

test("days of a line chart are counted from the report's first day", async () => {
  await using world = await openImportWorld();
  const text = "# Start date: 20240301\n# End date: 20240302\nNth day,Sessions,Views\n0000,2,4\n0001,1,1\n";
  await world.run(await world.folder({ "chart.csv": text }), "ga4");
  assert.deepEqual(await visitsBy(world, "strftime(to_timestamp(started_at / 1000), '%Y-%m-%d')"), {
    "2024-03-01": 2,
    "2024-03-02": 1,
  });
});
