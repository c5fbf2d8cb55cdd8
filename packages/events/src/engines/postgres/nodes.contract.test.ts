import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { Conflict } from "@heliometer/core";
import { Client } from "pg";
import { PART_ROWS } from "../../history.ts";
import { type EventStoreOptions, openEventStore } from "../../open.ts";
import type { EnrichedEvent, EventStore } from "../../store.ts";
import { startTestEngine, type TestEngine } from "../../testing/engines.ts";
import { eventOf } from "../../testing/events.ts";
import { visitsByHand } from "../../testing/histories.ts";
import { readVisits } from "../../testing/read-visits.ts";

const NODES = 3;
const EVENTS = 300;
const MINUTE_MS = 60_000;
const KILLS = 12;
const BATCH_EVENTS = 20;

describe("several nodes on one Postgres", () => {
  let engine: TestEngine;
  let options: EventStoreOptions & { engine: "postgres" };

  before(async () => {
    engine = await startTestEngine("postgres");
  });
  after(() => engine.close());

  async function openNodes(): Promise<AsyncDisposable & { nodes: EventStore[] }> {
    const prepared = await engine.prepare();
    assert.ok(prepared.engine === "postgres");
    options = prepared;
    const nodes = await Promise.all(Array.from({ length: NODES }, () => openEventStore(prepared)));
    return {
      nodes,
      [Symbol.asyncDispose]: async () => {
        await Promise.all(nodes.map((node) => node.close()));
      },
    };
  }

  test("nodes that start at once on an empty database all open it", async () => {
    await using opened = await openNodes();
    const [first] = opened.nodes;
    const found = await first?.query({
      sql: "select count(*) as rows, count(distinct name) as files from schema_migrations",
    });
    const files = (await readdir(new URL("../../../migrations/postgres/", import.meta.url))).length;
    assert.deepEqual(found, [{ rows: files, files }]);
  });

  test("events of the same visitors that come through all nodes at once, out of order and repeated, form the right visits", async () => {
    await using opened = await openNodes();
    const events = numbered(EVENTS);
    const results = await Promise.all(
      opened.nodes.map(async (node, place) => {
        let stored = 0;
        // Every node gets two thirds of the events, in another order.
        const own = events.filter((_event, index) => index % NODES !== place).sort(byHash(place));
        for (let start = 0; start < own.length; start += BATCH_EVENTS) {
          stored += (await node.append(own.slice(start, start + BATCH_EVENTS))).stored;
        }
        return stored;
      }),
    );
    assert.equal(
      results.reduce((sum, stored) => sum + stored, 0),
      EVENTS,
    );
    const [first] = opened.nodes;
    assert.ok(first);
    assert.deepEqual(await readVisits(first, events), visitsByHand(events));
  });

  test("batches over the same projects in another order do not wait for each other without end", async () => {
    await using opened = await openNodes();
    const projects = ["a", "b", "c", "d"];
    const rounds = Array.from({ length: 15 }, (_, round) => round);
    await Promise.all(
      opened.nodes.map(async (node, place) => {
        for (const round of rounds) {
          const batch = projects.map((projectId) =>
            eventOf({ projectId, eventId: `${place} ${round}`, ts: round * MINUTE_MS }),
          );
          await node.append(place % 2 === 0 ? batch : batch.toReversed());
        }
      }),
    );
    const [first] = opened.nodes;
    assert.deepEqual(
      await first?.query({ sql: "select project_id, pageviews from sessions order by project_id" }),
      projects.map((project_id) => ({ project_id, pageviews: rounds.length * NODES })),
    );
  });

  test("connections killed by the server lose nothing that was acknowledged and double nothing, and the store goes on", async () => {
    await using opened = await openNodes();
    const admin = new Client({ connectionString: options.url });
    await admin.connect();
    const [first] = opened.nodes;
    assert.ok(first);
    let sending = true;
    let failures = 0;
    const sender = async (node: EventStore, place: number) => {
      const sent: EnrichedEvent[] = [];
      for (let round = 0; sending; round += 1) {
        const batch = numbered(BATCH_EVENTS, `${place} ${round}`);
        // As ingest does: the same batch again until it is acknowledged.
        while (
          !(await node.append(batch).then(
            () => true,
            () => false,
          ))
        )
          failures += 1;
        sent.push(...batch);
      }
      return sent;
    };
    const senders = opened.nodes.map(sender);
    for (let kill = 0; kill < KILLS; kill += 1) {
      await setTimeout(40);
      await admin.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
      );
    }
    sending = false;
    const sent = (await Promise.all(senders)).flat();
    await admin.end();
    assert.ok(failures > 0, "At least one batch was hit.");
    assert.deepEqual(
      await first.query({ sql: "select count(*) as stored, count(distinct event_id) as ids from events" }),
      [{ stored: sent.length, ids: sent.length }],
    );
    assert.deepEqual(await readVisits(first, sent), visitsByHand(sent));
  });

  test("an append to a project that is being loaded waits and continues it; a second load is refused", async () => {
    await using opened = await openNodes();
    const [loading, appending] = opened.nodes;
    assert.ok(loading && appending);
    const events = numbered(PART_ROWS + 1);
    const gate = Promise.withResolvers<void>();
    async function* history() {
      yield* events.slice(0, PART_ROWS);
      await gate.promise;
      yield* events.slice(PART_ROWS);
    }
    const load = loading.load(history());
    const locks = "select count(*) as held from pg_locks where locktype = 'advisory' and objsubid = 2";
    while ((await appending.query({ sql: locks }))[0]?.held === 0) await setTimeout(5);
    const late = eventOf({ eventId: "late", ts: (events.at(-1)?.ts ?? 0) + MINUTE_MS, visitorId: "v0" });
    const append = appending.append([late, ...events.slice(0, 2)]);
    await assert.rejects(appending.load(numbered(3)), Conflict);
    gate.resolve();
    assert.equal(await load, events.length);
    assert.deepEqual(await append, { stored: 1, duplicates: 2 });
    assert.deepEqual(await readVisits(appending, [...events, late]), visitsByHand([...events, late]));
  });
});

function numbered(count: number, prefix = ""): EnrichedEvent[] {
  return Array.from({ length: count }, (_, number) =>
    eventOf({
      eventId: `${prefix} ${number}`,
      ts: number * MINUTE_MS * 7,
      visitorId: `v${number % 5}`,
      path: `/${number}`,
    }),
  );
}

/** An order that looks like none and is the same every time. */
function byHash(seed: number): (one: EnrichedEvent, other: EnrichedEvent) => number {
  const weight = ({ ts }: EnrichedEvent) => ((ts / MINUTE_MS) * 7_919 + seed * 104_729) % 1_009;
  return (one, other) => weight(one) - weight(other);
}
