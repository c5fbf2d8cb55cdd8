import assert from "node:assert/strict";
import { Unavailable } from "@heliometer/core";
import fc from "fast-check";
import { hashId } from "./hash.ts";
import { isOfVisit } from "./kinds.ts";
import type { EnrichedEvent, EventStore } from "./store.ts";
import { type AmendedStep, amendedHistories, moveStep, playSteps, replayAmended } from "./testing/amended-histories.ts";
import { openDisposable, type TestEngineName } from "./testing/engines.ts";
import { eventOf } from "./testing/events.ts";
import { type ExpectedVisit, START_MS } from "./testing/histories.ts";
import { PREV_AT, readVisits } from "./testing/read-visits.ts";
import type { Suite } from "./testing/suite.ts";

const HISTORIES = { duckdb: 30, "duckdb in pieces": 10, postgres: 30, clickhouse: 4 };
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const TABLES = ["events", "sessions", "visitor_aliases", "waiting_amendments", "revenue_subjects", "revenue_facts"];
const TABLES_OF_DUCKDB = [...TABLES, "named_events"];
const TABLES_OF_CLICKHOUSE = [...TABLES, "event_ids", "latest_visits", "batches"];
const TABLES_OF: Readonly<Record<TestEngineName, readonly string[]>> = {
  duckdb: TABLES_OF_DUCKDB,
  "duckdb in pieces": TABLES_OF_DUCKDB,
  postgres: TABLES,
  clickhouse: TABLES_OF_CLICKHOUSE,
};

export const eraseSuite: Suite = {
  "a visitor goes from every table, under every id, and nobody else does": async ({ name, prepare }) => {
    await using opened = await openDisposable(await prepare());
    const { store } = opened;
    const projectId = "p";
    const at = (eventId: string, ts: number, visitorId: string) =>
      eventOf({ projectId, eventId, ts, visitorId, path: `/${visitorId}` });
    const server = { ...at("s", 3 * DAY_MS, "phone"), kind: "server", name: "renewed" } as const;
    await store.append([at("1", 0, "phone"), at("2", DAY_MS, "laptop"), at("3", 0, "other"), server]);
    await store.mergeVisitors({ projectId, from: "laptop", into: "phone" });
    await store.mergeVisitors({ projectId, from: "tablet", into: "phone" });
    await store.append([at("4", 2 * DAY_MS, "tablet")]);
    await store.amend([
      { kind: "alive", projectId, visitorId: "laptop", at: 2 * DAY_MS + 9 * HOUR_MS },
      { kind: "duration", projectId, eventId: "4", at: 2 * DAY_MS + MINUTE_MS, durationMs: MINUTE_MS },
    ]);
    assert.deepEqual(await store.erase({ projectId, visitorId: "laptop" }), { events: 4, sessions: 3 });
    const dump = await dumpStore(store, name);
    for (const id of ["phone", "laptop", "tablet"]) {
      assert.ok(!dump.includes(String(hashId(projectId, id))), `${id} is not there any more`);
      assert.ok(!dump.includes(`/${id}`), `nor is what ${id} looked at`);
    }
    for (const id of ["1", "2", "4", "s"]) assert.ok(!dump.includes(String(hashId(projectId, id))), `event ${id}`);
    assert.ok(dump.includes(String(hashId(projectId, "other"))));
    assert.equal(await store.dataThrough(projectId), 0);
    assert.deepEqual(await store.erase({ projectId, visitorId: "laptop" }), { events: 0, sessions: 0 });
  },

  "what was erased is new when it comes again, and its ids are strangers": async ({ store, newProject }) => {
    const projectId = newProject();
    const at = (eventId: string, ts: number, visitorId: string) => eventOf({ projectId, eventId, ts, visitorId });
    await store.append([at("1", 0, "a"), at("2", DAY_MS, "b")]);
    await store.mergeVisitors({ projectId, from: "a", into: "b" });
    await store.erase({ projectId, visitorId: "b" });
    const events = [at("1", 5 * DAY_MS, "a"), at("2", 6 * DAY_MS, "b")];
    assert.deepEqual(await store.append(events), { stored: 2, duplicates: 0 });
    assert.deepEqual(
      (await readVisits(store, events)).map(({ visitor, prev_at }) => [visitor, prev_at]),
      [
        ["a", null],
        ["b", null],
      ],
    );
  },

  "visits that ended before an instant go, and those that stay know nothing of them": async (world) => {
    const cases = fc.tuple(amendedHistories(true), fc.integer({ min: 0, max: 6 * HOUR_MS }));
    await fc.assert(
      fc.asyncProperty(cases, async ([history, afterMs]) => {
        const projectId = world.newProject();
        const steps = history.map((step) => moveStep(step, projectId));
        const before = START_MS + afterMs;
        await playSteps(world.store, projectId, steps);
        const erased = await world.store.erase({ projectId, before });
        const expected = withoutOld(steps, before);
        assert.deepEqual(erased, expected.erased);
        const events = steps.flatMap(eventsOf);
        assert.deepEqual(await readVisits(world.store, events, ["v0", "v1", "v2", "v3"]), expected.visits);
        assert.deepEqual(await world.store.erase({ projectId, before }), { events: 0, sessions: 0 });
        await checkNextVisits(world.store, projectId, expected.visits);
      }),
      { numRuns: HISTORIES[world.name] },
    );
  },

  "what ends before an instant leaves no trace in any table": async ({ name, prepare }) => {
    await using opened = await openDisposable(await prepare());
    const { store } = opened;
    const projectId = "p";
    const at = (eventId: string, ts: number, visitorId: string) =>
      eventOf({ projectId, eventId, ts, visitorId, path: `/page-${eventId}` });
    const server = { ...at("s", HOUR_MS, "gone"), kind: "server", name: "renewed" } as const;
    await store.append([at("1", 0, "gone"), at("2", HOUR_MS, "alias"), at("3", 0, "stays"), server]);
    await store.mergeVisitors({ projectId, from: "alias", into: "gone" });
    await store.append([at("4", 10 * DAY_MS, "stays")]);
    assert.deepEqual(await store.erase({ projectId, before: DAY_MS }), { events: 4, sessions: 3 });
    const dump = await dumpStore(store, name);
    for (const id of ["gone", "alias", "1", "2", "3", "s"]) {
      assert.ok(!dump.includes(String(hashId(projectId, id))), `${id} is not there any more`);
    }
    assert.ok(!/page-[123s]/.test(dump));
    const rows = await store.query({ sql: `select ${PREV_AT} from sessions` });
    assert.deepEqual(rows, [{ prev_at: null }]);
  },

  "a project goes as a whole, others stay, and a history can be loaded into it again": async ({ name, prepare }) => {
    await using opened = await openDisposable(await prepare());
    const { store } = opened;
    const eventsOfProject = (projectId: string) =>
      Array.from({ length: 30 }, (_, number) =>
        eventOf({ projectId, eventId: `${number}`, ts: number * HOUR_MS, visitorId: `v${number % 3}` }),
      );
    await store.load(eventsOfProject("gone"));
    await store.append(eventsOfProject("stays"));
    await store.mergeVisitors({ projectId: "gone", from: "v0", into: "v1" });
    await store.amend([{ kind: "alive", projectId: "gone", visitorId: "v2", at: 99 * HOUR_MS }]);
    assert.deepEqual(await store.erase({ projectId: "gone" }), { events: 30, sessions: 30 });
    const dump = await dumpStore(store, name);
    assert.ok(!dump.includes("gone"));
    for (const { eventId, visitorId } of eventsOfProject("gone")) {
      for (const id of [eventId, visitorId]) assert.ok(!dump.includes(String(hashId("gone", id))), id);
    }
    assert.equal(await store.dataThrough("gone"), null);
    assert.deepEqual((await readVisits(store, eventsOfProject("stays"))).length, 30);
    assert.equal(await store.load(eventsOfProject("gone")), 30);
  },

  "batches that come while something is erased are stored or erased whole": async ({ store, newProject }) => {
    const projectId = newProject();
    const at = (number: number) =>
      eventOf({ projectId, eventId: `${number}`, ts: number * MINUTE_MS, visitorId: `v${number % 2}` });
    const batches = Array.from({ length: 20 }, (_, batch) => [at(batch * 2), at(batch * 2 + 1)]);
    await Promise.all([
      ...batches.slice(0, 10).map((batch) => store.append(batch)),
      store.erase({ projectId, visitorId: "v0" }),
      ...batches.slice(10).map((batch) => store.append(batch)),
    ]);
    await store.erase({ projectId, visitorId: "v0" });
    const rows = await store.query({
      sql: "select count(*) as events from events where project_id = $1",
      values: [projectId],
    });
    assert.deepEqual(rows, [{ events: 20 }]);
    const [visit] = await readVisits(store, batches.flat());
    assert.equal(visit?.pageviews, 20);
  },

  "a closed store refuses to erase": async ({ prepare }) => {
    const { store } = await openDisposable(await prepare());
    await store.close();
    await assert.rejects(store.erase({ projectId: "p" }), Unavailable);
  },
};

function eventsOf(step: AmendedStep): readonly EnrichedEvent[] {
  return "events" in step ? step.events : [];
}

/** What must be left of a history, by brute force. */
function withoutOld(steps: readonly AmendedStep[], before: number) {
  const { visits } = replayAmended(steps, before);
  const gone = replayAmended(steps).visits.filter(({ last_activity_at }) => last_activity_at < before);
  const distinct = new Map(steps.flatMap(eventsOf).map((event) => [event.eventId, event]));
  const old = [...distinct.values()].filter(({ kind, ts }) => !isOfVisit(kind) && ts < before);
  const events = gone.reduce((sum, visit) => sum + visit.events.length, old.length);
  return { visits, erased: { events, sessions: gone.length } };
}

/**
 * The visit that comes next knows the last one that is left. Not asked of visitors of whom a sign of life still waits: it
 * may join visits when the next event comes.
 */
async function checkNextVisits(store: EventStore, projectId: string, left: readonly ExpectedVisit[]): Promise<void> {
  const ts = START_MS + 9 * DAY_MS;
  const waiting = await store.query({
    sql: "select subject_id from waiting_amendments where project_id = $1",
    values: [projectId],
  });
  const waited = new Set(waiting.map(({ subject_id }) => String(subject_id)));
  const visitors = [...new Set(left.map(({ visitor }) => visitor))].filter(
    (visitor) => !waited.has(String(hashId(projectId, visitor))),
  );
  const next = visitors.map((visitorId) => eventOf({ projectId, eventId: `next ${visitorId}`, ts, visitorId }));
  await store.append(next);
  const rows = await store.query({
    sql: `select visitor_id, ${PREV_AT} from sessions where project_id = $1 and started_at = $2`,
    values: [projectId, ts],
  });
  const shown = new Map(rows.map((row) => [String(row.visitor_id), row.prev_at]));
  for (const visitor of visitors) {
    const last = left.findLast((visit) => visit.visitor === visitor);
    assert.equal(shown.get(String(hashId(projectId, visitor))), last?.started_at);
  }
}

/** Everything that the tables hold, versions that have been replaced included. */
async function dumpStore(store: EventStore, name: TestEngineName): Promise<string> {
  const isClickhouse = name === "clickhouse";
  let dump = "";
  for (const table of TABLES_OF[name]) {
    const rows = await store.query({ sql: `select * from ${table}${isClickhouse ? " settings final = 0" : ""}` });
    dump += JSON.stringify(rows, (_, value) => (typeof value === "bigint" ? String(value) : value));
  }
  return dump;
}
