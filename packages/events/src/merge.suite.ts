import assert from "node:assert/strict";
import { Unavailable } from "@heliometer/core";
import fc from "fast-check";
import { hashId } from "./hash.ts";
import { VISIT_GAP_MS } from "./sessions.ts";
import type { EnrichedEvent, EventStore } from "./store.ts";
import { openDisposable } from "./testing/engines.ts";
import { eventOf } from "./testing/events.ts";
import { visitsByHand } from "./testing/histories.ts";
import { mergedHistories, type Step, visitorsAfterMerges, visitsAfterMerges } from "./testing/merged-histories.ts";
import { PREV_AT, readVisits } from "./testing/read-visits.ts";
import type { Suite } from "./testing/suite.ts";

/** A batch takes tens of milliseconds on ClickHouse, and a history has up to forty. */
const HISTORIES = { duckdb: 40, "duckdb in pieces": 40, postgres: 40, clickhouse: 10 };
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const SENDERS = 4;

export const mergeSuite: Suite = {
  "both ids are one visitor from then on, and in what was before": async ({ store, newProject }) => {
    const projectId = newProject();
    const at = (eventId: string, ts: number, visitorId: string) => eventOf({ projectId, eventId, ts, visitorId });
    await store.append([at("1", 0, "phone"), at("2", DAY_MS, "laptop"), at("3", 2 * DAY_MS, "phone")]);
    assert.deepEqual(await store.mergeVisitors({ projectId, from: "laptop", into: "phone" }), { merged: true });
    await store.append([at("4", 3 * DAY_MS, "laptop"), at("5", 3 * DAY_MS + MINUTE_MS, "phone")]);
    assert.deepEqual(await readPast(store, projectId), [
      [0, null, 1],
      [DAY_MS, 0, 1],
      [2 * DAY_MS, DAY_MS, 1],
      [3 * DAY_MS, 2 * DAY_MS, 2],
    ]);
    assert.deepEqual(await distinctVisitors(store, projectId), { events: ["phone"], sessions: ["phone"] });
  },

  "a merge with oneself, one that was made before and one that closes a circle change nothing": async (world) => {
    const { store } = world;
    const projectId = world.newProject();
    const merge = (from: string, into: string) => store.mergeVisitors({ projectId, from, into });
    await store.append(
      ["a", "b", "c"].map((visitorId, ts) => eventOf({ projectId, eventId: visitorId, ts, visitorId })),
    );
    assert.deepEqual(await merge("a", "a"), { merged: false });
    assert.deepEqual(await merge("a", "b"), { merged: true });
    assert.deepEqual(await merge("a", "b"), { merged: false });
    assert.deepEqual(await merge("b", "a"), { merged: false });
    assert.deepEqual(await merge("b", "c"), { merged: true });
    assert.deepEqual(await merge("c", "a"), { merged: false });
    assert.deepEqual(await distinctVisitors(store, projectId), { events: ["c"], sessions: ["c"] });
  },

  "a merge into an id that was merged follows the chain, and so do events under every id of it": async (world) => {
    const { store } = world;
    const projectId = world.newProject();
    await store.mergeVisitors({ projectId, from: "b", into: "c" });
    await store.mergeVisitors({ projectId, from: "a", into: "b" });
    await store.mergeVisitors({ projectId, from: "c", into: "d" });
    const events = ["a", "b", "c", "d"].map((visitorId, number) =>
      eventOf({ projectId, eventId: visitorId, ts: number * DAY_MS, visitorId }),
    );
    await store.append(events);
    assert.deepEqual(await distinctVisitors(store, projectId), { events: ["d"], sessions: ["d"] });
  },

  "events of servers change hands too, and those of other visitors and projects do not": async (world) => {
    const { store } = world;
    const [projectId, other] = [world.newProject(), world.newProject()];
    const server = (change: Partial<EnrichedEvent>) =>
      eventOf({ projectId, eventId: "s", ts: 5, kind: "server", name: "renewed", visitorId: "a", ...change });
    await store.append([server({}), server({ eventId: "t", visitorId: "z" }), server({ projectId: other })]);
    await store.mergeVisitors({ projectId, from: "a", into: "b" });
    await store.append([server({ eventId: "u" })]);
    assert.deepEqual(await distinctVisitors(store, projectId), { events: ["b", "z"], sessions: [] });
    assert.deepEqual(await distinctVisitors(store, other), { events: ["a"], sessions: [] });
  },

  "overlapping visits stay two until an event comes that lies within reach of both": async ({ store, newProject }) => {
    const projectId = newProject();
    const at = (visitorId: string, minute: number) =>
      eventOf({ projectId, eventId: `${visitorId} ${minute}`, ts: minute * MINUTE_MS, visitorId });
    await store.append([at("a", 0), at("a", 30), at("a", 60), at("b", 10), at("b", 20)]);
    await store.mergeVisitors({ projectId, from: "a", into: "b" });
    const minutes = async () =>
      (await readPast(store, projectId)).map(([start, before, pageviews]) => [
        Number(start) / MINUTE_MS,
        before === null ? null : Number(before) / MINUTE_MS,
        pageviews,
      ]);
    const two = [
      [0, null, 3],
      [10, 0, 2],
    ];
    assert.deepEqual(await minutes(), two);
    await store.append([at("b", 85)]);
    await store.append([at("b", 88)]);
    await store.append([at("a", 200), at("b", 90)]);
    assert.deepEqual(await minutes(), [[0, null, 6], two[1], [200, 10, 1]]);
    await store.append([at("b", 45)]);
    assert.deepEqual(await minutes(), [
      [0, null, 9],
      [200, 0, 1],
    ]);
  },

  "visits that start at the same instant follow each other by their first events": async ({ store, newProject }) => {
    const projectId = newProject();
    const events = ["a", "b"].map((visitorId) => eventOf({ projectId, eventId: visitorId, ts: 7, visitorId }));
    await store.append(events);
    await store.mergeVisitors({ projectId, from: "a", into: "b" });
    const rows = await store.query({
      sql: `select session_id, ${PREV_AT} from sessions where project_id = $1 order by first_event_id`,
      values: [projectId],
    });
    assert.deepEqual(
      rows.map(({ prev_at }) => prev_at),
      [null, 7],
    );
  },

  "whatever comes and is merged in whatever order, the tables show the visits of the definition": async (world) => {
    await fc.assert(
      fc.asyncProperty(mergedHistories, async (history) => {
        const projectId = world.newProject();
        const steps = history.map((step) => moveStep(step, projectId));
        await play(world.store, projectId, steps);
        await check(world.store, steps);
      }),
      { numRuns: HISTORIES[world.name] },
    );
  },

  "merges hold after closing and opening again, at whatever step that happens": async ({ prepare }) => {
    const options = await prepare();
    const histories = fc.sample(mergedHistories, { numRuns: 2, seed: 11 });
    for (const [number, history] of [...histories, overlapping()].entries()) {
      const projectId = `reopened ${number}`;
      const steps = history.map((step) => moveStep(step, projectId));
      const middle = Math.ceil(steps.length / 2);
      for (const part of [steps.slice(0, middle), steps.slice(middle)]) {
        await using opened = await openDisposable(options);
        await play(opened.store, projectId, part);
      }
      await using opened = await openDisposable(options);
      await check(opened.store, steps);
    }
  },

  "a history that is loaded after merges belongs to the visitors that they made": async ({ store, newProject }) => {
    const projectId = newProject();
    await store.mergeVisitors({ projectId, from: "a", into: "b" });
    const events = ["b", "a", "c", "a", "b"].map((visitorId, number) =>
      eventOf({ projectId, eventId: `${number}`, ts: number * (VISIT_GAP_MS / 2), visitorId }),
    );
    const server = eventOf({ projectId, eventId: "s", ts: DAY_MS, kind: "server", name: "renewed", visitorId: "a" });
    await store.load([...events, server]);
    const asMerged = events.map((event) => (event.visitorId === "a" ? { ...event, visitorId: "b" } : event));
    assert.deepEqual(await readVisits(store, asMerged), visitsByHand(asMerged));
    assert.deepEqual(await distinctVisitors(store, projectId), { events: ["b", "c"], sessions: ["b", "c"] });
  },

  "batches and merges that come at once end in one visitor with one past": async ({ store, newProject }) => {
    const projectId = newProject();
    const ids = ["a", "b", "c", "d"];
    const events = Array.from({ length: 60 }, (_, number) =>
      eventOf({ projectId, eventId: `${number}`, ts: number * DAY_MS, visitorId: ids[number % 4] ?? "" }),
    );
    const batches = Array.from({ length: SENDERS * 3 }, (_, sender) => events.slice(sender * 5, sender * 5 + 5));
    await Promise.all([
      ...batches.slice(0, 6).map((batch) => store.append(batch)),
      ...["b", "c", "d"].map((from) => store.mergeVisitors({ projectId, from, into: "a" })),
      store.mergeVisitors({ projectId, from: "a", into: "b" }),
      ...batches.slice(6).map((batch) => store.append(batch)),
    ]);
    const past = await readPast(store, projectId);
    assert.deepEqual(
      past,
      events.map(({ ts }, number) => [ts, number === 0 ? null : ts - DAY_MS, 1]),
    );
    assert.equal((await distinctVisitors(store, projectId)).events.length, 1);
  },

  "a closed store refuses a merge": async ({ prepare }) => {
    const { store } = await openDisposable(await prepare());
    await store.close();
    await assert.rejects(store.mergeVisitors({ projectId: "p", from: "a", into: "b" }), Unavailable);
  },
};

/** Two visits that overlap when they become one visitor's, and what comes later; the first half ends within reach. */
function overlapping(): Step[] {
  const at = (visitorId: string, minute: number) =>
    eventOf({ eventId: `${visitorId} ${minute}`, ts: minute * MINUTE_MS, visitorId });
  return [
    { events: [at("v0", 0), at("v0", 30), at("v0", 60), at("v1", 10), at("v1", 20)] },
    { from: "v0", into: "v1" },
    { events: [at("v1", 85)] },
    { events: [at("v1", 88)] },
    { events: [at("v0", 200), at("v1", 90)] },
  ];
}

function moveStep(step: Step, projectId: string): Step {
  return "from" in step ? step : { events: step.events.map((event) => ({ ...event, projectId })) };
}

async function play(store: EventStore, projectId: string, steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    if ("from" in step) await store.mergeVisitors({ projectId, from: step.from, into: step.into });
    else await store.append(step.events);
  }
}

async function check(store: EventStore, steps: readonly Step[]): Promise<void> {
  const events = steps.flatMap((step) => ("from" in step ? [] : step.events));
  const merged = steps.flatMap((step) => ("from" in step ? [step.from, step.into] : []));
  assert.deepEqual(await readVisits(store, events, merged), visitsAfterMerges(steps));
  const projectId = events[0]?.projectId ?? "";
  const rows = await store.query({
    sql: "select event_id, visitor_id from events where project_id = $1",
    values: [projectId],
  });
  const shown = rows.map(({ event_id, visitor_id }) => `${event_id} ${visitor_id}`).sort();
  const expected = [...visitorsAfterMerges(steps)].map((pair) => pair.map((id) => hashId(projectId, id)).join(" "));
  assert.deepEqual(shown, expected.sort());
}

/** Start, start of the visit before, and page views of every visit of a project. */
async function readPast(store: EventStore, projectId: string) {
  const rows = await store.query({
    sql: `select started_at, ${PREV_AT}, pageviews from sessions where project_id = $1 order by started_at`,
    values: [projectId],
  });
  return rows.map(({ started_at, prev_at, pageviews }) => [started_at, prev_at, pageviews]);
}

/** Which visitors the tables show, by the ids of these tests. */
async function distinctVisitors(store: EventStore, projectId: string) {
  const names = new Map(
    ["a", "b", "c", "d", "z", "phone", "laptop"].map((id) => [String(hashId(projectId, id)), id] as const),
  );
  const read = async (table: "events" | "sessions") => {
    const rows = await store.query({
      sql: `select distinct visitor_id from ${table} where project_id = $1`,
      values: [projectId],
    });
    return rows.map(({ visitor_id }) => names.get(String(visitor_id)) ?? "?").sort();
  };
  return { events: await read("events"), sessions: await read("sessions") };
}
