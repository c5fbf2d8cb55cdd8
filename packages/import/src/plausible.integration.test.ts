import assert from "node:assert/strict";
import { test } from "node:test";
import { readAnswers, visitsBy } from "./testing/answers.ts";
import { openImportWorld } from "./testing/world.ts";

test("Plausible's daily figures come out of the reports as they stand in the files", async () => {
  await using world = await openImportWorld();
  const { plan, stored, known } = await world.run(await world.fixture("plausible"), "plausible");
  // 12 page views and 4 custom events.
  assert.deepEqual([stored, known, plan.events], [16, 0, 16]);
  assert.deepEqual([...(plan.days?.shortfalls ?? [])], []);
  assert.deepEqual(await readAnswers(world), {
    // 4 + 2 visitors, 9 + 3 page views, 5 + 2 visits, 2 + 1 bounces of 7, (600 + 60) s / 7.
    totals: { uniqueVisitors: 6, pageViews: 12, sessions: 7, bounceRate: 42.9, avgDuration: 94.3 },
    pages: { "/": 7, "/docs": 1, "/pricing": 4 },
    entries: { "/": 6, "/pricing": 1 },
    exits: { "/": 3, "/docs": 1, "/pricing": 3 },
    sources: { "Direct / None": 3, Google: 2, "Hacker News": 1, newsletter: 1 },
    channels: { Direct: 3, Email: 1, "Organic Search": 2, "Organic Social": 1 },
    // The visitors of this fixture came once each, but one of the first day; the second day has a visit from nowhere.
    countries: { France: 3, Germany: 2, "United States": 1, Unknown: 1 },
    events: { "Outbound Link: Click": 1, Signup: 3 },
  });
  assert.deepEqual(await visitsBy(world, "device"), { desktop: 5, mobile: 2 });
  assert.deepEqual(await visitsBy(world, "browser"), { Chrome: 3, Firefox: 2, Safari: 2 });
  assert.deepEqual(await visitsBy(world, "os"), { Windows: 2, iOS: 2, macOS: 3 });
  assert.deepEqual(await visitsBy(world, "region"), { "": 1, "DE-BE": 2, "FR-IDF": 3, "US-CA": 1 });
  assert.deepEqual(await visitsBy(world, "utm_campaign"), { "": 6, "spring, 2024": 1 });
});

test("each day has its own figures, in the days of the project's zone", async () => {
  await using world = await openImportWorld();
  await world.run(await world.fixture("plausible"));
  const { totals, sources } = await readAnswers(world, { startDate: "2024-03-02" });
  assert.deepEqual(totals, { uniqueVisitors: 2, pageViews: 3, sessions: 2, bounceRate: 50, avgDuration: 30 });
  assert.deepEqual(sources, { "Direct / None": 1, "Hacker News": 1 });
});

test("importing again changes nothing, and answers say what they stand on", async () => {
  await using world = await openImportWorld();
  const path = await world.fixture("plausible");
  await world.run(path);
  const before = await readAnswers(world);
  const again = await world.run(path);
  assert.deepEqual([again.stored, again.known], [0, 16]);
  assert.deepEqual(await readAnswers(world), before);
  const { meta } = await world.report("overview");
  assert.match(meta.warnings.join(), /^2024-03-01 to 2024-03-02 was imported from Plausible as figures of whole days/);
  const elsewhere = await world.report("overview", { startDate: "2024-05-01", endDate: "2024-05-02" });
  assert.deepEqual(elsewhere.meta.warnings, []);
  const records = await world.db.selectFrom("imports").selectAll().execute();
  assert.deepEqual(
    records.map(({ tool, carries, actor, events_stored, events_known }) => [
      tool,
      carries,
      actor,
      events_stored,
      events_known,
    ]),
    [
      ["plausible", "days", "test", 16, 0],
      ["plausible", "days", "test", 0, 16],
    ],
  );
  assert.ok(JSON.parse(records[0]?.left_out ?? "[]").some((sentence: string) => sentence.includes("Cities")));
});

test("a day that is there with other figures stays as it is, and the plan says so", async () => {
  await using world = await openImportWorld();
  const header = "date,visitors,pageviews,bounces,visits,visit_duration\n";
  await world.run(await world.folder({ "imported_visitors_1.csv": `${header}2024-03-01,2,2,2,2,0\n` }));
  const later = await world.folder({
    "imported_visitors_1.csv": `${header}2024-03-01,3,3,3,3,0\n2024-03-02,1,1,1,1,0\n`,
  });
  const { plan, stored } = await world.run(later);
  assert.deepEqual([plan.days?.changed, stored], [["2024-03-01"], 1]);
  assert.equal((await readAnswers(world)).totals.sessions, 3);
});
