import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Unavailable } from "@heliometer/core";
import fc from "fast-check";
import { openEventStore } from "../../open.ts";
import { createQueue } from "../../queue.ts";
import { VISIT_GAP_MS } from "../../sessions.ts";
import type { EnrichedEvent, EventStore } from "../../store.ts";
import { type BrokenLine, type Fate, openBrokenLine } from "../../testing/broken-line.ts";
import { chdbMissing, startChdb, type TestClickhouse } from "../../testing/chdb.ts";
import { eventOf } from "../../testing/events.ts";
import { arrivals, histories, visitsByHand } from "../../testing/histories.ts";
import { readVisits } from "../../testing/read-visits.ts";

const HISTORIES = 6;
const TABLES = ["batches", "events", "sessions", "event_ids", "latest_visits"];
const LONG = 60_000;

describe("batches on ClickHouse", { skip: chdbMissing() ?? false }, () => {
  let server: TestClickhouse;
  let line: BrokenLine;
  let databases = 0;
  before(async () => {
    server = await startChdb();
    line = await openBrokenLine(server.url);
  });
  after(async () => {
    await line?.[Symbol.asyncDispose]();
    await server?.stop();
  });

  function newDatabase(): string {
    databases += 1;
    return `batches_${databases}`;
  }

  const open = (database: string) => openEventStore({ engine: "clickhouse", url: line.url, database });

  /** The insert into `table` meets its fate once. */
  function breakOnce(table: string, fate: Fate): void {
    line.decide = (statement) => {
      if (!statement.startsWith(`INSERT INTO ${table} `)) return "answered";
      line.decide = null;
      return fate;
    };
  }

  async function checkWhole(store: EventStore, events: readonly EnrichedEvent[]): Promise<void> {
    assert.deepEqual(await readVisits(store, events), visitsByHand(events));
    const rows = await store.query({ sql: "select count(*) as rows from events" });
    assert.deepEqual(rows, [{ rows: events.length }]);
  }

  for (const table of TABLES) {
    for (const fate of ["lost", "unanswered"] as const) {
      test(`a batch whose insert into ${table} is ${fate} is whole after it is sent again, and counted once`, async () => {
        const store = await open(newDatabase());
        const events = [0, 1, 2].map((number) => eventOf({ eventId: `${number}`, ts: number * VISIT_GAP_MS }));
        const [first, between, last] = events;
        assert.ok(first && between && last);
        await store.append([first, last]);
        // Joins the two visits that are there: events change hands, and a visit goes.
        breakOnce(table, fate);
        await assert.rejects(store.append([between]), Unavailable);
        await store.append([between]);
        await checkWhole(store, events);
        await store.close();
      });

      test(`a store that ended in an insert into ${table} that was ${fate} is in step when it opens again`, async () => {
        const database = newDatabase();
        const store = await open(database);
        const early = eventOf({ eventId: "early", ts: 0 });
        const late = eventOf({ eventId: "late", ts: VISIT_GAP_MS });
        await store.append([late]);
        breakOnce(table, fate);
        await assert.rejects(store.append([early]), Unavailable);
        await store.close();
        const reopened = await open(database);
        const stored = await reopened.query({ sql: "select 1 as one from events where ts = 0" });
        await checkWhole(reopened, stored.length > 0 ? [early, late] : [late]);
        await reopened.append([early]);
        await checkWhole(reopened, [early, late]);
        await reopened.close();
      });
    }
  }

  test("whatever breaks and when, sending again until it is acknowledged ends in the visits of the history", async () => {
    const cases = histories.chain((events) =>
      fc.record({
        events: fc.constant(events),
        batches: arrivals(events),
        fates: fc.infiniteStream(fc.constantFrom<Fate>("answered", "answered", "answered", "lost", "unanswered")),
      }),
    );
    await fc.assert(
      fc.asyncProperty(cases, async ({ events, batches, fates }) => {
        const store = await open(newDatabase());
        line.decide = (statement) => (statement.startsWith("INSERT") ? (fates.next().value ?? "answered") : "answered");
        for (const batch of batches) {
          while (!(await isStored(store, batch)));
        }
        line.decide = null;
        await checkWhole(store, events);
        await store.close();
      }),
      { numRuns: HISTORIES },
    );
  });

  test("a load that breaks off leaves nothing behind, at once or after opening again", async () => {
    const database = newDatabase();
    const store = await open(database);
    await store.append([eventOf({ projectId: "other", eventId: "1", ts: 1 })]);
    const history = Array.from({ length: LONG }, (_, ts) =>
      eventOf({ eventId: `${ts}`, ts, visitorId: `v${ts % 99}` }),
    );
    breakOnce("sessions", "unanswered");
    await assert.rejects(store.load(history), Unavailable);
    await expectOnly(store, 1);
    // From here on nothing arrives, so the rows cannot be removed either.
    let inserts = 0;
    line.decide = (statement) => {
      if (statement.startsWith("INSERT INTO events ")) inserts += 1;
      return inserts > 1 ? "lost" : "answered";
    };
    await assert.rejects(store.load(history), Unavailable);
    await store.close();
    line.decide = null;
    const reopened = await open(database);
    await expectOnly(reopened, 1);
    assert.equal(await reopened.load(history), LONG);
    await expectOnly(reopened, LONG + 1);
    await reopened.close();
  });

  test("a row that no table could hold is refused before anything is written", async () => {
    const store = await open(newDatabase());
    const events = [{ durationMs: 2 ** 31 }, { durationMs: 0.5 }, { ts: 0.5 }, { ts: 2 ** 60 }];
    for (const change of events) {
      await assert.rejects(store.append([eventOf({ eventId: "1", ts: 1, ...change })]), RangeError);
    }
    assert.deepEqual(await store.append([eventOf({ eventId: "1", ts: 1 })]), { stored: 1, duplicates: 0 });
    await store.close();
  });

  test("one batch may lie in more months than a server takes at once by default", async () => {
    const store = await open(newDatabase());
    const events = Array.from({ length: 150 }, (_, month) =>
      eventOf({ eventId: `${month}`, ts: Date.UTC(2000, month) }),
    );
    await store.append(events);
    await checkWhole(store, events);
    await store.close();
  });

  test("processes that take turns write as one", async () => {
    const database = newDatabase();
    const exclusive = createQueue();
    const openNode = () => openEventStore({ engine: "clickhouse", url: line.url, database, exclusive });
    const nodes = await Promise.all([openNode(), openNode(), openNode()]);
    const events = Array.from({ length: 90 }, (_, number) =>
      eventOf({ eventId: `${number}`, ts: ((number * 37) % 90) * (VISIT_GAP_MS / 3), visitorId: `v${number % 2}` }),
    );
    let inserts = 0;
    line.decide = (statement) => {
      if (!statement.startsWith("INSERT")) return "answered";
      inserts += 1;
      return inserts % 11 === 10 ? "lost" : "answered";
    };
    await Promise.all(
      nodes.map(async (node, place) => {
        // Each event comes through two of the nodes.
        const own = events.filter((_event, index) => index % nodes.length !== place);
        for (let start = 0; start < own.length; start += 10) {
          while (!(await isStored(node, own.slice(start, start + 10))));
        }
      }),
    );
    line.decide = null;
    const [first] = nodes;
    assert.ok(first);
    await checkWhole(first, events);
    for (const node of nodes) await node.close();
  });
});

function isStored(store: EventStore, batch: readonly EnrichedEvent[]): Promise<boolean> {
  return store.append(batch).then(
    () => true,
    (error: unknown) => {
      assert.ok(error instanceof Unavailable, String(error));
      return false;
    },
  );
}

/** That there are so many events, each with its id, and visits for no more than them. */
async function expectOnly(store: EventStore, events: number): Promise<void> {
  const [counts] = await store.query({
    sql: `select (select count() from events) as events, (select count() from event_ids) as ids,
      (select sum(pageviews) from sessions) as pageviews, (select uniqExact(visitor_id) from sessions) as visitors,
      (select count() from latest_visits) as latest`,
  });
  assert.deepEqual(
    [counts?.events, counts?.ids, counts?.pageviews, counts?.latest],
    [events, events, events, counts?.visitors],
  );
}
