import assert from "node:assert/strict";
import { test } from "node:test";
import { readAnswers, visitsBy } from "./testing/answers.ts";
import { openImportWorld } from "./testing/world.ts";

const VISITS = {
  // 60 s, nothing, 60 s.
  totals: { uniqueVisitors: 3, pageViews: 4, sessions: 3, bounceRate: 33.3, avgDuration: 40 },
  pages: { "/": 2, "/docs": 1, "/pricing": 1 },
  entries: { "/": 2, "/docs": 1 },
  exits: { "/": 1, "/docs": 1, "/pricing": 1 },
  sources: { "(not set)": 1, "Direct / None": 1, Google: 1 },
  channels: { Campaign: 1, Direct: 1, "Organic Search": 1 },
  countries: { France: 1, Germany: 1, Unknown: 1 },
  events: { file_download: 1, signup: 1 },
};

test("Matomo's visits come with their actions, at the instants at which they happened", async () => {
  await using world = await openImportWorld();
  const { plan, stored } = await world.run(await world.fixture("matomo-visits"), "matomo");
  assert.deepEqual([stored, [...plan.scan.leftOut.keys()]], [6, ["Matomo's actions of type form"]]);
  assert.deepEqual(await readAnswers(world), VISITS);
  const rows = await world.store.query({
    sql: "select min(ts) as first, max(ts) as last from events where project_id = $1",
    values: [world.project.id],
  });
  // The files write 11:00 of the site's zone as if it were UTC; the visits say that it was 10:00.
  assert.equal(Number(rows[0]?.first), Date.parse("2024-03-01T10:00:00Z"));
  assert.equal(Number(rows[0]?.last), Date.parse("2024-03-01T12:01:00Z"));
  assert.deepEqual(await visitsBy(world, "device"), { desktop: 2, mobile: 1 });
  assert.deepEqual(await visitsBy(world, "utm_term"), { "": 2, "blue shoes": 1 });
  assert.deepEqual(await visitsBy(world, "region"), { "": 1, Berlin: 1, "Île-de-France": 1 });
});

test("the CSV of the visits log, in UTF-16 as spreadsheets want it, is the same as its JSON", async () => {
  await using world = await openImportWorld();
  const csv = await world.run(await world.fixture("matomo-visits-csv"));
  assert.equal(csv.stored, 6);
  assert.deepEqual(await readAnswers(world), VISITS);
  const json = await world.run(await world.fixture("matomo-visits"));
  assert.deepEqual([json.stored, json.known], [0, 6]);
});

test("Matomo's daily reports give their figures", async () => {
  await using world = await openImportWorld();
  const { plan } = await world.run(await world.fixture("matomo-reports"), "matomo");
  assert.deepEqual([...(plan.days?.shortfalls ?? [])], []);
  assert.deepEqual(
    plan.found.ignored.map(({ name }) => name.split("/").at(-1)),
    ["Goals.get.csv"],
  );
  const { totals, pages, entries, exits, sources } = await readAnswers(world);
  assert.deepEqual(totals, { uniqueVisitors: 6, pageViews: 12, sessions: 7, bounceRate: 42.9, avgDuration: 94.3 });
  // A page view and an exit of the second day stand under Others, of which nobody knows the page.
  assert.deepEqual(pages, { "/": 7, "/docs": 1, "/pricing": 3 });
  assert.deepEqual(entries, { "/": 6, "/pricing": 1 });
  assert.deepEqual(exits, { "/": 3, "/docs": 1, "/pricing": 2 });
  assert.deepEqual(sources, { "(not set)": 1, "Direct / None": 3, Google: 2, "Hacker News": 1 });
  assert.deepEqual(await visitsBy(world, "device"), { desktop: 5, mobile: 2 });
  assert.deepEqual(await visitsBy(world, "browser"), { Chrome: 3, Firefox: 2, Safari: 2 });
});
