import assert from "node:assert/strict";
import fc from "fast-check";
import type { EnrichedEvent } from "./store.ts";
import { openDisposable } from "./testing/engines.ts";
import { eventOf } from "./testing/events.ts";
import { arrivals, histories, visitsByHand } from "./testing/histories.ts";
import { PREV_AT, readVisits } from "./testing/read-visits.ts";
import type { Suite } from "./testing/suite.ts";

const HISTORIES = 40;
const SENDERS = 6;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

export const appendSuite: Suite = {
  "events are stored once per id, and the visit that they form is one row": async ({ store, newProject }) => {
    const projectId = newProject();
    const batch = [
      eventOf({ projectId, eventId: "1", ts: 1_000, path: "/a" }),
      eventOf({ projectId, eventId: "2", ts: 2_000, path: "/b" }),
      eventOf({ projectId, eventId: "2", ts: 2_000, path: "/b" }),
    ];
    assert.deepEqual(await store.append(batch), { stored: 2, duplicates: 1 });
    assert.deepEqual(await store.append(batch), { stored: 0, duplicates: 3 });
    const rows = await store.query({
      sql: `select pageviews, entry_path, exit_path, started_at, last_activity_at, ${PREV_AT} from sessions where project_id = $1`,
      values: [projectId],
    });
    assert.deepEqual(rows, [
      { pageviews: 2, entry_path: "/a", exit_path: "/b", started_at: 1_000, last_activity_at: 2_000, prev_at: null },
    ]);
    assert.equal(await store.dataThrough(projectId), 2_000);
    assert.equal(await store.dataThrough(newProject()), null);
  },

  "a repeated id is a duplicate even when its instant or anything else has changed": async ({ store, newProject }) => {
    const projectId = newProject();
    const first = eventOf({ projectId, eventId: "1", ts: 100 * DAY_MS, path: "/first" });
    await store.append([first]);
    const again = { ...first, ts: 200 * DAY_MS, visitorId: "other", path: "/again" };
    assert.deepEqual(await store.append([again]), { stored: 0, duplicates: 1 });
    assert.deepEqual(await store.query({ sql: "select path from events where project_id = $1", values: [projectId] }), [
      { path: "/first" },
    ]);
  },

  "whatever the order, the batches and the repetitions, the tables show the visits of the sorted history": async (
    world,
  ) => {
    const cases = histories.chain((events) => arrivals(events).map((batches) => ({ events, batches })));
    await fc.assert(
      fc.asyncProperty(cases, async ({ events, batches }) => {
        const projectId = world.newProject();
        const move = (event: EnrichedEvent) => ({ ...event, projectId });
        for (const batch of batches) await world.store.append(batch.map(move));
        const moved = events.map(move);
        assert.deepEqual(await readVisits(world.store, moved), visitsByHand(moved));
      }),
      { numRuns: HISTORIES },
    );
  },

  "senders who send the same events at once get each of them stored once": async ({ store, newProject }) => {
    const projectId = newProject();
    const events = Array.from({ length: 60 }, (_, number) =>
      eventOf({ projectId, eventId: `${number}`, ts: number * MINUTE_MS, visitorId: `v${number % 3}` }),
    );
    const sent = Array.from({ length: SENDERS }, (_, sender) => [
      ...events.slice(sender * 10),
      ...events.slice(0, sender * 10),
    ]);
    const results = await Promise.all(sent.map((batch) => store.append(batch)));
    assert.equal(
      results.reduce((sum, { stored }) => sum + stored, 0),
      events.length,
    );
    assert.deepEqual(await readVisits(store, events), visitsByHand(events));
  },

  "one batch may hold events of several projects, which know nothing of each other": async ({ store, newProject }) => {
    const projects = [newProject(), newProject(), newProject()];
    const batch = projects.flatMap((projectId) => [
      eventOf({ projectId, eventId: "same", ts: 5 }),
      eventOf({ projectId, eventId: "other", ts: 6 }),
    ]);
    assert.deepEqual(await store.append(batch), { stored: 6, duplicates: 0 });
    for (const projectId of projects) {
      const own = batch.filter((event) => event.projectId === projectId);
      assert.deepEqual(await readVisits(store, own), visitsByHand(own));
    }
  },

  "events of long ago and of odd clocks are kept like all others": async ({ store, newProject }) => {
    const projectId = newProject();
    const instants = [-1, 0, Date.UTC(1999, 11, 31), Date.UTC(2001, 1, 3), Date.UTC(2026, 1, 29), Date.UTC(2150, 0)];
    const events = instants.map((ts, index) => eventOf({ projectId, eventId: `${index}`, ts }));
    assert.deepEqual(await store.append(events.toReversed()), { stored: 6, duplicates: 0 });
    assert.deepEqual(await store.append(events), { stored: 0, duplicates: 6 });
    assert.deepEqual(await readVisits(store, events), visitsByHand(events));
    assert.equal(await store.dataThrough(projectId), Date.UTC(2150, 0));
  },

  "an empty batch stores nothing": async ({ store }) => {
    assert.deepEqual(await store.append([]), { stored: 0, duplicates: 0 });
  },

  "what was stored is there after closing and opening again": async ({ prepare }) => {
    const options = await prepare();
    {
      await using first = await openDisposable(options);
      await first.store.append([eventOf({ eventId: "1", ts: 1_000 })]);
    }
    await using second = await openDisposable(options);
    assert.equal(await second.store.dataThrough("project"), 1_000);
    assert.deepEqual(await second.store.append([eventOf({ eventId: "1", ts: 1_000 })]), { stored: 0, duplicates: 1 });
  },
};
