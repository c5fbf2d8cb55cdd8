import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { hashMerge } from "../../merges.ts";
import { openEventStore } from "../../open.ts";
import { engineMissing, openDisposable, startTestEngine, type TestEngine } from "../../testing/engines.ts";
import { eventOf } from "../../testing/events.ts";
import { type Step, visitsAfterMerges } from "../../testing/merged-histories.ts";
import { readVisits } from "../../testing/read-visits.ts";
import { openBatches } from "./batches.ts";
import { type Connection, openConnection } from "./connection.ts";

const DAY_MS = 86_400_000;
/** The note of the merge, its aliases, events, visits, and the visitor's latest visit. */
const WRITES = 5;

describe("a merge on ClickHouse that is stopped", { skip: engineMissing("clickhouse") ?? false }, () => {
  let engine: TestEngine;
  before(async () => {
    engine = await startTestEngine("clickhouse");
  });
  after(() => engine?.close());

  test("is finished by the next writer, whichever of its writes was the last one", async () => {
    for (let allowed = 1; allowed <= WRITES; allowed += 1) {
      const options = await engine.prepare();
      if (options.engine !== "clickhouse" || options.database === undefined) throw new Error("Not ClickHouse.");
      const events = ["v0", "v1", "v0", "v2", "v1"].map((visitorId, day) =>
        eventOf({ eventId: `${day}`, ts: day * DAY_MS, visitorId }),
      );
      const store = await openEventStore(options);
      await store.append(events);
      await store.close();
      const { database, url } = options;
      const connection = openConnection({ url, max: 1, timeoutMs: 30_000, topology: { database } });
      const line = cuttable(connection);
      const batches = await openBatches({ connection: line, topology: { database }, isShared: false });
      line.cutAfter(allowed);
      const merge = batches.merge(hashMerge({ projectId: "project", from: "v0", into: "v1" }));
      if (allowed < WRITES) await assert.rejects(merge, /The line is cut/);
      else await merge;
      await connection.close();
      await using opened = await openDisposable(options);
      const late = [eventOf({ eventId: "late", ts: 9 * DAY_MS, visitorId: "v0" })];
      await opened.store.append(late);
      const steps: Step[] = [{ events }, { from: "v0", into: "v1" }, { events: late }];
      assert.deepEqual(await readVisits(opened.store, [...events, ...late]), visitsAfterMerges(steps));
      assert.deepEqual(
        await opened.store.query({ sql: "select count(*) as rows, uniqExact(visitor_id) as visitors from events" }),
        [{ rows: 6, visitors: 2 }],
      );
    }
  });
});

/** A connection that can be cut after so many writes. */
function cuttable(connection: Connection): Connection & { cutAfter(writes: number): void } {
  let left = Number.POSITIVE_INFINITY;
  const count = () => {
    if (left === 0) throw new Error("The line is cut.");
    left -= 1;
  };
  return {
    ...connection,
    insert: async (request) => {
      count();
      await connection.insert(request);
    },
    command: async (text, values) => {
      count();
      await connection.command(text, values);
    },
    cutAfter: (writes) => {
      left = writes;
    },
  };
}
