import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { VISIT_GAP_MS } from "../../sessions.ts";
import type { EnrichedEvent } from "../../store.ts";
import { eventOf } from "../../testing/events.ts";
import { arrivals, histories, visitsByHand } from "../../testing/histories.ts";
import { readVisits } from "../../testing/read-visits.ts";
import { openTestStore, type TestStore } from "../../testing/store.ts";

let opened: TestStore;
before(async () => {
  opened = await openTestStore();
});
after(() => opened[Symbol.asyncDispose]());

const inProject = (projectId: string) => (event: EnrichedEvent) => ({ ...event, projectId });
const byTime = (a: EnrichedEvent, b: EnrichedEvent) => a.ts - b.ts;

test("the tables end in the same visits for every order of arrival, and for a load in one go", async () => {
  const { store } = opened;
  let run = 0;
  const pairs = histories.chain((events) => fc.tuple(fc.constant(events), arrivals(events)));
  await fc.assert(
    fc.asyncProperty(pairs, async ([events, batches]) => {
      run += 1;
      const arrived = events.map(inProject(`arrived ${run}`));
      for (const batch of batches) await store.append(batch.map(inProject(`arrived ${run}`)));
      assert.deepEqual(await readVisits(store, arrived), visitsByHand(arrived));
      const loaded = events.map(inProject(`loaded ${run}`)).sort(byTime);
      assert.equal(await store.load(loaded), loaded.length);
      assert.deepEqual(await readVisits(store, loaded), visitsByHand(loaded));
    }),
    { numRuns: 12 },
  );
});

test("a loaded visit that was still open goes on with the next event", async () => {
  const { store } = opened;
  const events = [0, 60_000, 120_000].map((ts) => eventOf({ projectId: "open visit", eventId: `${ts}`, ts }));
  await store.load(events.slice(0, 2));
  await store.append(events.slice(2));
  assert.deepEqual(await readVisits(store, events), visitsByHand(events));
});

test("batches that are handed over at once are stored one after another", async () => {
  const { store } = opened;
  const events = Array.from({ length: 60 }, (_, index) =>
    eventOf({ projectId: "at once", eventId: `${index}`, ts: index * (VISIT_GAP_MS / 6), visitorId: `v${index % 3}` }),
  );
  const batches = Array.from({ length: 12 }, (_, batch) => events.filter((_event, index) => index % 12 === batch));
  const results = await Promise.all([...batches, ...batches].map((batch) => store.append(batch)));
  const stored = results.reduce((sum, result) => sum + result.stored, 0);
  const duplicates = results.reduce((sum, result) => sum + result.duplicates, 0);
  assert.deepEqual({ stored, duplicates }, { stored: 60, duplicates: 60 });
  assert.deepEqual(await readVisits(store, events), visitsByHand(events));
});

test("the same id in two projects is two events, and the visitors are strangers", async () => {
  const { store } = opened;
  for (const projectId of ["twin a", "twin b"]) {
    assert.deepEqual(await store.append([eventOf({ projectId, eventId: "same", ts: 5 })]), {
      stored: 1,
      duplicates: 0,
    });
  }
  const rows = await store.query({
    sql: "select count(distinct visitor_id) as visitors, count(distinct event_id) as events from events where project_id like 'twin%'",
  });
  assert.deepEqual(rows, [{ visitors: 2, events: 2 }]);
});

test("a batch that cannot be stored leaves nothing behind, and the next one is stored", async () => {
  const { store } = opened;
  const good = eventOf({ projectId: "halves", eventId: "good", ts: 1 });
  const bad = eventOf({ projectId: "halves", eventId: "bad", ts: 0.5 });
  await assert.rejects(store.append([good, bad]));
  assert.deepEqual(await store.query({ sql: "select 1 from events where project_id = 'halves'" }), []);
  assert.equal(await store.dataThrough("halves"), null);
  assert.deepEqual(await store.append([good]), { stored: 1, duplicates: 0 });
});

test("an empty batch is no work", async () => {
  assert.deepEqual(await opened.store.append([]), { stored: 0, duplicates: 0 });
});

test("texts of every kind come back as they were", async () => {
  const { store } = opened;
  const path = "/caffè/☀️/'; drop table events; --\u0000\t";
  await store.append([eventOf({ projectId: "texts", eventId: "1", ts: 1, path, properties: '{"größe":"☀️"}' })]);
  const rows = await store.query({
    sql: "select path, properties from events where project_id = $1",
    values: ["texts"],
  });
  assert.deepEqual(rows, [{ path, properties: '{"größe":"☀️"}' }]);
});
