import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type HashedEvent, hashEvent } from "./events.ts";
import { sessionize } from "./sessionize.ts";
import { type Session, VISIT_GAP_MS } from "./sessions.ts";
import type { EnrichedEvent } from "./store.ts";
import { eventOf, NO_FACTS } from "./testing/events.ts";
import { arrivals, type ExpectedVisit, histories, sortVisits, visitsByHand } from "./testing/histories.ts";

const PAIRS_OF_HISTORY_AND_ARRIVAL = histories.chain((events) => fc.tuple(fc.constant(events), arrivals(events)));

test("whatever the order, the batches and the repetitions, the visits are those of the sorted history", () => {
  fc.assert(
    fc.property(PAIRS_OF_HISTORY_AND_ARRIVAL, ([events, batches]) => {
      assert.deepEqual(play(batches), visitsByHand(events));
    }),
    { numRuns: 500 },
  );
});

test("exactly 30 minutes without activity keep a visit open, one millisecond more ends it", () => {
  const at = (ts: number) => eventOf({ eventId: `${ts}`, ts });
  assert.equal(play([[at(0), at(VISIT_GAP_MS)]]).length, 1);
  assert.equal(play([[at(0), at(VISIT_GAP_MS + 1)]]).length, 2);
});

test("a late event between two visits makes them one, and the earlier one keeps its id", () => {
  const table = createTable();
  table.add([eventOf({ eventId: "a", ts: 0, path: "/a" })]);
  table.add([eventOf({ eventId: "c", ts: 2 * VISIT_GAP_MS, path: "/c" })]);
  const [first] = table.sessions();
  const result = table.add([eventOf({ eventId: "b", ts: VISIT_GAP_MS, path: "/b" })]);
  assert.equal(result.absorbed.length, 1);
  assert.deepEqual(
    table.sessions().map(({ sessionId, entry, exit, pageviews }) => [sessionId, entry?.path, exit?.path, pageviews]),
    [[first?.sessionId, "/a", "/c", 3]],
  );
});

test("an event that turns out to be the first of its visit decides where the visit came from", () => {
  const google = { ...NO_FACTS, source: "Google", channel: "Organic Search" };
  const table = createTable();
  table.add([eventOf({ eventId: "later", ts: 60_000, path: "/later" })]);
  table.add([eventOf({ eventId: "first", ts: 0, path: "/landing", visit: google })]);
  const [session] = table.sessions();
  assert.equal(session?.visit.source, "Google");
  assert.equal(session?.entry?.path, "/landing");
  assert.equal(session?.startedAt, 0);
});

test("a visit that arrives late becomes the past of the one after it", () => {
  const table = createTable();
  table.add([eventOf({ eventId: "1", ts: 0 })]);
  table.add([eventOf({ eventId: "3", ts: 10 * VISIT_GAP_MS })]);
  table.add([eventOf({ eventId: "2", ts: 5 * VISIT_GAP_MS })]);
  assert.deepEqual(
    table.sessions().map(({ startedAt, prevAt }) => [startedAt, prevAt]),
    [
      [0, null],
      [5 * VISIT_GAP_MS, 0],
      [10 * VISIT_GAP_MS, 5 * VISIT_GAP_MS],
    ],
  );
});

test("events sent by a server belong to no visit", () => {
  const table = createTable();
  const result = table.add([eventOf({ eventId: "1", ts: 0, kind: "server", name: "renewed" })]);
  assert.deepEqual(result.sessionIds, [0n]);
  assert.deepEqual(table.sessions(), []);
});

/** The table of visits in memory, used as an engine uses its own: it hands over no more than the contract asks for. */
function createTable() {
  const sessions = new Map<bigint, Session>();
  const owners = new Map<bigint, { event: HashedEvent; sessionId: bigint }>();
  const inOrder = () => [...sessions.values()].sort((a, b) => a.startedAt - b.startedAt);
  const ofVisitor = (visitorId: bigint) => inOrder().filter((session) => session.visitorId === visitorId);

  function add(batch: readonly EnrichedEvent[]) {
    const distinct = new Map(batch.map(hashEvent).map((event) => [event.eventId, event]));
    const events = [...distinct.values()].filter(({ eventId }) => !owners.has(eventId));
    const since = Math.min(...events.map(({ source }) => source.ts)) - VISIT_GAP_MS;
    const result = sessionize({
      existing: [...sessions.values()].filter(({ lastActivityAt }) => lastActivityAt >= since),
      events,
      signs: [],
      latestStart: (visitorId) => ofVisitor(visitorId).at(-1)?.startedAt ?? null,
    });
    for (const { session, by } of result.absorbed) {
      sessions.delete(session.sessionId);
      for (const owner of owners.values()) if (owner.sessionId === session.sessionId) owner.sessionId = by;
    }
    for (const session of [...result.inserted, ...result.updated]) sessions.set(session.sessionId, session);
    for (const [place, event] of events.entries()) {
      owners.set(event.eventId, { event, sessionId: result.sessionIds[place] ?? 0n });
    }
    return result;
  }

  return {
    add,
    sessions: inOrder,
    owners: () => [...owners.values()],
  };
}

function play(batches: readonly EnrichedEvent[][]): ExpectedVisit[] {
  const table = createTable();
  for (const batch of batches) table.add(batch);
  const visits = table.sessions().map((session) => {
    const events = table.owners().filter(({ sessionId }) => sessionId === session.sessionId);
    return {
      visitor: events[0]?.event.source.visitorId ?? "",
      events: events.map(({ event }) => event.source.eventId).sort(),
      started_at: session.startedAt,
      last_event_at: session.lastEventAt,
      last_activity_at: session.lastActivityAt,
      prev_at: session.prevAt,
      pageviews: session.pageviews,
      custom_events: session.customEvents,
      entry_path: session.entry?.path ?? "",
      exit_path: session.exit?.path ?? "",
      hostname: session.hostname,
      source: session.visit.source,
    };
  });
  return sortVisits(visits);
}
