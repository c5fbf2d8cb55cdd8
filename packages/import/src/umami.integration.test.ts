import assert from "node:assert/strict";
import { test } from "node:test";
import { readAnswers, visitsBy } from "./testing/answers.ts";
import { openImportWorld } from "./testing/world.ts";

test("Umami Cloud's events come with their times, visitors, sources and properties", async () => {
  await using world = await openImportWorld();
  const { plan, stored } = await world.run(await world.fixture("umami"), "umami");
  assert.equal(stored, 7);
  assert.deepEqual([...plan.scan.leftOut.values()], [1]);
  assert.deepEqual(await readAnswers(world), {
    // s-1 twice (a gap of two hours), s-2 twice, s-3; only the first visit has more than a page view: 390 s.
    totals: { uniqueVisitors: 3, pageViews: 6, sessions: 5, bounceRate: 80, avgDuration: 78 },
    pages: { "/": 3, "/blog": 1, "/docs": 1, "/pricing": 1 },
    entries: { "/": 3, "/blog": 1, "/docs": 1 },
    exits: { "/": 2, "/blog": 1, "/docs": 1, "/pricing": 1 },
    sources: { "Direct / None": 1, Google: 2, "Hacker News": 1, newsletter: 1 },
    channels: { Direct: 1, Email: 1, "Organic Search": 1, "Organic Social": 1, "Paid Search": 1 },
    countries: { France: 1, "United States": 2 },
    events: { signup: 1 },
  });
  const [signup] = await world.store.query({
    sql: "select ts, path, properties from events where name = 'signup' and project_id = $1",
    values: [world.project.id],
  });
  assert.equal(Number(signup?.ts), Date.parse("2024-03-01T10:06:30Z"));
  assert.deepEqual(JSON.parse(String(signup?.properties)), { plan: "pro", seats: 3, tag: "blue" });
  assert.deepEqual(await visitsBy(world, "browser"), { Chrome: 3, Safari: 2 });
  assert.deepEqual(await visitsBy(world, "language"), { "en-US": 3, "fr-FR": 2 });
  assert.deepEqual(await visitsBy(world, "city"), { "Los Angeles": 3, Paris: 2 });
});

test("tables of a self-hosted Umami are joined, and times with an offset are read by it", async () => {
  await using world = await openImportWorld();
  await world.run(await world.fixture("umami-self-hosted"));
  const rows = await world.store.query({
    sql: "select started_at, browser, device, os, country, city, language from sessions where project_id = $1 order by browser",
    values: [world.project.id],
  });
  const read = rows.map((row) => ({ ...row, started_at: new Date(Number(row.started_at)).toISOString() }));
  assert.deepEqual(read, [
    {
      started_at: "2024-03-01T10:00:00.123Z",
      browser: "Edge",
      device: "desktop",
      os: "Windows",
      country: "DE",
      city: "Berlin",
      language: "de-DE",
    },
    {
      started_at: "2024-03-01T10:00:00.000Z",
      browser: "Samsung Internet",
      device: "mobile",
      os: "Android",
      country: "GB",
      city: "London",
      language: "en-GB",
    },
  ]);
});

test("the dashboard's download of Umami is told to hold no days, and what to export instead", async () => {
  await using world = await openImportWorld();
  const path = await world.folder({ "pages.csv": "x,y\n/,10\n", "countries.csv": "x,y\nFR,3\n" });
  await assert.rejects(
    world.plan(path, "umami"),
    /totals of a whole range without days\. Export the table website_event/,
  );
});

test("events that are stored twice over in overlapping exports are there once", async () => {
  await using world = await openImportWorld();
  const path = await world.fixture("umami");
  await world.run(path, "umami", { until: "2024-03-01" });
  assert.equal((await readAnswers(world)).totals.pageViews, 4);
  const { stored, known } = await world.run(path);
  assert.deepEqual([stored, known], [2, 5]);
  assert.equal((await readAnswers(world)).totals.pageViews, 6);
});
