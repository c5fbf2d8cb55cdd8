import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Unavailable } from "@heliometer/core";
import { openEventStore } from "../../open.ts";
import { type BrokenLine, type Fate, openBrokenLine } from "../../testing/broken-line.ts";
import { chdbMissing, startChdb, type TestClickhouse } from "../../testing/chdb.ts";
import { eventOf } from "../../testing/events.ts";
import { type Step, visitsAfterMerges } from "../../testing/merged-histories.ts";
import { readVisits } from "../../testing/read-visits.ts";

const DAY_MS = 86_400_000;
const MERGE = { projectId: "project", from: "v0", into: "v1" };
/** Of one merge: known aliases, its note, ids to be pointed anew, aliases, events, visits twice, the latest visit. */
const REQUESTS = 8;

describe("a merge on ClickHouse that is stopped", { skip: chdbMissing() ?? false }, () => {
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

  const open = (database: string) => openEventStore({ engine: "clickhouse", url: line.url, database });

  /** One request, counted from now, meets its fate. */
  function breakAt(place: number, fate: Fate): void {
    let requests = 0;
    line.decide = () => {
      requests += 1;
      return requests === place ? fate : "answered";
    };
  }

  async function checkStopped(place: number, fate: Fate, reopens: boolean): Promise<void> {
    databases += 1;
    const database = `merge_${databases}`;
    const events = ["v0", "v1", "v0", "v2", "v1"].map((visitorId, day) =>
      eventOf({ eventId: `${day}`, ts: day * DAY_MS, visitorId }),
    );
    const server = eventOf({ eventId: "server", ts: 1, kind: "server", name: "renewed", visitorId: "v0" });
    let store = await open(database);
    await store.append([...events, server]);
    breakAt(place, fate);
    await assert.rejects(store.mergeVisitors(MERGE), Unavailable);
    line.decide = null;
    if (reopens) {
      await store.close();
      store = await open(database);
    }
    await store.mergeVisitors(MERGE);
    const late = [eventOf({ eventId: "late", ts: 9 * DAY_MS, visitorId: "v0" })];
    await store.append(late);
    const steps: Step[] = [{ events }, MERGE, { events: late }];
    assert.deepEqual(await readVisits(store, [...events, ...late]), visitsAfterMerges(steps));
    const counts = "select count(*) as rows, uniqExact(visitor_id) as visitors from events";
    assert.deepEqual(await store.query({ sql: counts }), [{ rows: 7, visitors: 2 }]);
    await store.close();
  }

  for (const fate of ["lost", "unanswered"] as const) {
    for (const [reopens, when] of [
      [false, "the same store tries again"],
      [true, "the store was opened again"],
    ] as const) {
      test(`is whole when ${when}, whichever of its requests was ${fate}`, async () => {
        for (let place = 1; place <= REQUESTS; place += 1) await checkStopped(place, fate, reopens);
      });
    }
  }
});
