import assert from "node:assert/strict";
import { Unavailable } from "@heliometer/core";
import fc from "fast-check";
import { hashId } from "./hash.ts";
import type { Plan } from "./plan.ts";
import type { Amendment, EnrichedEvent, EventStore } from "./store.ts";
import { type AmendedStep, amendedHistories, moveStep, playSteps, replayAmended } from "./testing/amended-histories.ts";
import { openDisposable } from "./testing/engines.ts";
import { eventOf } from "./testing/events.ts";
import { readVisits } from "./testing/read-visits.ts";
import type { Suite, World } from "./testing/suite.ts";

/** A batch takes tens of milliseconds on ClickHouse, and a history has up to forty. */
const HISTORIES = { duckdb: 60, "duckdb in pieces": 20, postgres: 40, clickhouse: 10 };
const MINUTE_MS = 60_000;
const NOW = 1_700_000_000_000;

export const amendSuite: Suite = {
  "a duration belongs to its page view and prolongs the visit, the longest that came counts": async (world) => {
    const { store, projectId, duration, at } = openCase(world);
    await store.append([at("a", 0), at("b", 2)]);
    assert.deepEqual(await store.amend([duration("b", 4, 2), duration("a", 1, 1)]), { amended: 2 });
    assert.deepEqual(await store.amend([duration("b", 4, 1), duration("b", 4, 2)]), { amended: 2 });
    assert.deepEqual(await readDurations(store, projectId), { a: MINUTE_MS, b: 2 * MINUTE_MS });
    assert.deepEqual(await readActivity(store, projectId), [[0, 4]]);
  },

  "a duration that comes before its page view waits for it": async (world) => {
    const { store, projectId, duration, at } = openCase(world);
    assert.deepEqual(await store.amend([duration("a", 3, 3), duration("a", 3, 3)]), { amended: 0 });
    await store.append([at("a", 0)]);
    assert.deepEqual(await readDurations(store, projectId), { a: 3 * MINUTE_MS });
    assert.deepEqual(await readActivity(store, projectId), [[0, 3]]);
  },

  "a duration of anything but a page view, of an unknown id, or two days late changes nothing": async (world) => {
    const { store, projectId, duration, at } = openCase(world);
    await store.append([at("a", 0), { ...at("c", 1), kind: "custom", name: "clicked" }]);
    const late = 2 * 24 * 60 + 1;
    assert.deepEqual(await store.amend([duration("c", 2, 1), duration("?", 2, 1), duration("a", late, 9)]), {
      amended: 0,
    });
    assert.deepEqual(await readDurations(store, projectId), {});
    assert.deepEqual(await readActivity(store, projectId), [[0, 1]]);
  },

  "somebody who reads on for long and then goes on is one visit, whichever message comes first": async (world) => {
    for (const isLate of [true, false]) {
      const { store, projectId, duration, at } = openCase(world);
      await store.append(isLate ? [at("a", 0), at("b", 65)] : [at("a", 0)]);
      await store.amend([duration("a", 40, 40)]);
      if (!isLate) await store.append([at("b", 65)]);
      assert.deepEqual(await readActivity(store, projectId), [[0, 65]]);
    }
  },

  "signs of life prolong a visit 30 minutes at a time and never make one": async (world) => {
    const { store, projectId, alive, at } = openCase(world);
    await store.append([at("a", 0)]);
    assert.deepEqual(await store.amend([alive("v", 25), alive("v", 55), alive("nobody", 5)]), { amended: 2 });
    assert.deepEqual(await store.amend([alive("v", 90), alive("v", -3)]), { amended: 0 });
    assert.deepEqual(await readActivity(store, projectId), [[0, 55]]);
    await store.append([at("b", 80), at("z", -30)]);
    assert.deepEqual(await readActivity(store, projectId), [[-30, 90]]);
  },

  "a visitor whose last sign of life is no event counts as there": async (world) => {
    const { store, projectId, alive, at } = openCase(world);
    await store.append([at("a", 0)]);
    await store.amend([alive("v", 20)]);
    const active = async (minute: number) => {
      const [row] = await store.run(presence(projectId, NOW + minute * MINUTE_MS));
      return row?.visitors;
    };
    assert.deepEqual([await active(10), await active(21)], [0, 1]);
  },

  "signs of life of an id that was merged belong to the visitor that it became": async (world) => {
    const { store, projectId, alive, duration, at } = openCase(world);
    await store.amend([alive("phone", 20)]);
    await store.mergeVisitors({ projectId, from: "phone", into: "v" });
    await store.append([at("a", 0)]);
    assert.deepEqual(await readActivity(store, projectId), [[0, 20]]);
    await store.amend([alive("phone", 45), duration("a", 1, 1)]);
    assert.deepEqual(await readActivity(store, projectId), [[0, 45]]);
  },

  "whatever is learnt when, the tables show the visits of the definition": (world) => playHistories(world, false),

  "whatever is learnt and merged when, the tables show the visits of the definition": (world) =>
    playHistories(world, true),

  "what waits is there after closing and opening again": async ({ prepare }) => {
    const options = await prepare();
    const steps = (part: number) => fc.sample(amendedHistories(true), { numRuns: 3, seed: 7 })[part] ?? [];
    for (const part of [0, 1, 2]) {
      const projectId = `reopened ${part}`;
      const moved = steps(part).map((step) => moveStep(step, projectId));
      const middle = Math.ceil(moved.length / 2);
      for (const half of [moved.slice(0, middle), moved.slice(middle)]) {
        await using opened = await openDisposable(options);
        await playSteps(opened.store, projectId, half);
      }
      await using opened = await openDisposable(options);
      await check(opened.store, projectId, moved);
    }
  },

  "a closed store refuses amendments": async ({ prepare }) => {
    const { store } = await openDisposable(await prepare());
    await store.close();
    await assert.rejects(store.amend([{ kind: "alive", projectId: "p", visitorId: "v", at: 1 }]), Unavailable);
  },
};

/** A project of its own, in which minutes are counted from an instant. */
function openCase({ store, newProject }: World) {
  const projectId = newProject();
  const duration = (eventId: string, minute: number, minutes: number): Amendment => ({
    ...{ kind: "duration", projectId, eventId, at: NOW + minute * MINUTE_MS, durationMs: minutes * MINUTE_MS },
  });
  const alive = (visitorId: string, minute: number): Amendment => ({
    ...{ kind: "alive", projectId, visitorId, at: NOW + minute * MINUTE_MS },
  });
  const at = (eventId: string, minute: number) => eventOf({ projectId, eventId, ts: NOW + minute * MINUTE_MS });
  return { store, projectId, duration, alive, at };
}

async function playHistories(world: World, isMerged: boolean): Promise<void> {
  await fc.assert(
    fc.asyncProperty(amendedHistories(isMerged), async (history) => {
      const projectId = world.newProject();
      const steps = history.map((step) => moveStep(step, projectId));
      await playSteps(world.store, projectId, steps);
      await check(world.store, projectId, steps);
    }),
    { numRuns: HISTORIES[world.name] },
  );
}

async function check(store: EventStore, projectId: string, steps: readonly AmendedStep[]): Promise<void> {
  const events = steps.flatMap((step): EnrichedEvent[] => ("events" in step ? [...step.events] : []));
  const { visits, durations } = replayAmended(steps);
  assert.deepEqual(await readVisits(store, events, ["v0", "v1", "v2", "v3"]), visits);
  const names = new Map(events.map(({ eventId }) => [String(hashId(projectId, eventId)), eventId]));
  assert.deepEqual(await readDurations(store, projectId, names), durations);
}

async function readDurations(store: EventStore, projectId: string, names?: ReadonlyMap<string, string>) {
  const known = names ?? new Map(["a", "b", "c"].map((id) => [String(hashId(projectId, id)), id]));
  const rows = await store.query({
    sql: "select event_id, duration_ms from events where project_id = $1 and duration_ms is not null",
    values: [projectId],
  });
  return Object.fromEntries(rows.map((row) => [known.get(String(row.event_id)), row.duration_ms]));
}

/** Start and last activity of every visit, in minutes. */
async function readActivity(store: EventStore, projectId: string) {
  const rows = await store.query({
    sql: "select started_at, last_activity_at from sessions where project_id = $1 order by started_at",
    values: [projectId],
  });
  return rows.map((row) =>
    [row.started_at, row.last_activity_at].map((instant) => (Number(instant) - NOW) / MINUTE_MS),
  );
}

/** Who is there in the five minutes before an instant. */
function presence(projectId: string, end: number): Plan {
  const lengthMs = 5 * MINUTE_MS;
  return {
    projectId,
    spans: [{ start: end - lengthMs, lengthMs, count: 1, first: 0 }],
    filters: { session: [], page: [], event: [] },
    parts: [{ rows: "presence", by: [], measures: [{ name: "visitors", measure: "visitors" }] }],
    keys: [],
    byBucket: false,
    totals: true,
    skipEmptyKeys: false,
  };
}
