import assert from "node:assert/strict";
import { Unavailable } from "@heliometer/core";
import type { Plan } from "./plan.ts";
import { openDisposable } from "./testing/engines.ts";
import { eventOf, NO_FACTS } from "./testing/events.ts";
import type { Suite } from "./testing/suite.ts";

/** Would run for hours. */
const ENDLESS = `select count(*) as rows from (select generate_series as x from generate_series(1, 10000)) a,
  (select generate_series as y from generate_series(1, 10000)) b,
  (select generate_series as z from generate_series(1, 10000)) c where (x * y + z) % 7 = 3`;
const ENDED_WITHIN_MS = 5_000;
const AT_ONCE = 40;
const HOUR_MS = 3_600_000;
const NO_FILTERS = { session: [], page: [], event: [] };

export const querySuite: Suite = {
  "a plan is answered with plain numbers, by bucket and key, with totals": async ({ store, newProject }) => {
    const projectId = newProject();
    const from = (source: string) => ({ visit: { ...NO_FACTS, source } });
    await store.append([
      eventOf({ projectId, eventId: "1", ts: HOUR_MS, visitorId: "a", ...from("Google") }),
      eventOf({ projectId, eventId: "2", ts: HOUR_MS + 1, visitorId: "a", ...from("ignored") }),
      eventOf({ projectId, eventId: "3", ts: HOUR_MS, visitorId: "b", ...from("Bing") }),
      eventOf({ projectId, eventId: "4", ts: 3 * HOUR_MS, visitorId: "a", ...from("Bing") }),
    ]);
    const source = { of: "session", column: "source" } as const;
    const plan: Plan = {
      projectId,
      spans: [{ start: 0, lengthMs: 2 * HOUR_MS, count: 2, first: 0 }],
      keys: ["source"],
      parts: [
        {
          rows: "activity",
          by: [source],
          measures: [
            { name: "visitors", measure: "visitors" },
            { name: "firstAt", measure: "firstAt" },
          ],
        },
        { rows: "sessions", by: [source], measures: [{ name: "bounces", measure: "bounces" }] },
      ],
      filters: NO_FILTERS,
      byBucket: false,
      totals: true,
      skipEmptyKeys: false,
      order: "visitors",
    };
    const rows = await store.run(plan);
    const shown = rows.map(({ total, source: key, visitors, firstAt, bounces }) => [
      total,
      key,
      visitors,
      firstAt,
      bounces,
    ]);
    assert.deepEqual(shown, [
      [1, null, 2, HOUR_MS, 2],
      [0, "Bing", 2, HOUR_MS, 2],
      [0, "Google", 1, HOUR_MS, 0],
    ]);
  },

  "the names of properties are read without those that are null, whatever signs they hold": async ({
    store,
    newProject,
  }) => {
    const projectId = newProject();
    const properties = ['{"plan":"pro","a/b~c":1,"gone":null}', '{"plan":3}', "{}", ""];
    await store.append(
      properties.map((text, index) =>
        eventOf({ projectId, eventId: String(index), ts: HOUR_MS, kind: "custom", name: "signup", properties: text }),
      ),
    );
    const rows = await store.run({
      projectId,
      spans: [{ start: 0, lengthMs: 2 * HOUR_MS, count: 1, first: 0 }],
      keys: ["names"],
      parts: [{ rows: "events", by: [{ of: "propertyNames" }], measures: [{ name: "count", measure: "count" }] }],
      filters: NO_FILTERS,
      byBucket: false,
      totals: false,
      skipEmptyKeys: false,
      order: "count",
    });
    const counts = rows.map(({ names, count }) => [String(names).split("\n").sort().join(" "), count]);
    assert.deepEqual(counts.sort(), [
      ["", 2],
      ["a/b~c plan", 1],
      ["plan", 1],
    ]);
  },

  "an aborted query ends at once with the signal's reason, and its connection serves the next": async ({ store }) => {
    for (let round = 0; round < 4; round += 1) {
      const started = performance.now();
      await assert.rejects(store.query({ sql: ENDLESS }, { signal: AbortSignal.timeout(50) }), {
        name: "TimeoutError",
      });
      assert.ok(performance.now() - started < ENDED_WITHIN_MS);
    }
    assert.deepEqual(await store.query({ sql: "select 1 as one" }), [{ one: 1 }]);
  },

  "a query that waits for a connection can be aborted too, and one aborted before it began never runs": async (
    world,
  ) => {
    await using opened = await openDisposable(await world.prepare());
    const { store } = opened;
    const busy = new AbortController();
    const running = Array.from({ length: 10 }, () => store.query({ sql: ENDLESS }, { signal: busy.signal }));
    const settled = Promise.allSettled(running);
    const waiting = store.query({ sql: "select 1" }, { signal: AbortSignal.timeout(100) });
    await assert.rejects(waiting, { name: "TimeoutError" });
    await assert.rejects(store.query({ sql: "select 1" }, { signal: AbortSignal.abort() }), { name: "AbortError" });
    busy.abort();
    for (const { status } of await settled) assert.equal(status, "rejected");
    assert.deepEqual(await store.query({ sql: "select 1 as one" }), [{ one: 1 }]);
  },

  "many queries at once are answered over few connections": async ({ store }) => {
    const numbers = Array.from({ length: AT_ONCE }, (_, number) => number);
    const answers = await Promise.all(
      numbers.map((number) => store.query({ sql: "select $1::bigint as number", values: [number] })),
    );
    assert.deepEqual(
      answers.map(([row]) => row?.number),
      numbers,
    );
  },

  "counts are plain numbers, hashed ids keep all their digits": async ({ store }) => {
    const rows = await store.query({
      sql: `select 7::bigint as small, 9007199254740993::bigint as large, sum(2::bigint) as total, 1 = 1 as yes,
              cast(0.5 as double precision) as half, 'x' as text, null as nothing, $1::bigint as id`,
      values: [-9_007_199_254_740_993n],
    });
    const [row] = rows;
    assert.deepEqual(row, {
      small: 7,
      large: 9_007_199_254_740_993n,
      total: 2,
      yes: 1,
      half: 0.5,
      text: "x",
      nothing: null,
      id: -9_007_199_254_740_993n,
    });
  },

  "a query cannot write": async ({ store, newProject }) => {
    const projectId = newProject();
    await store.append([eventOf({ projectId, eventId: "1", ts: 1 })]);
    for (const sql of [
      "delete from events",
      "update events set path = 'x'",
      "drop table sessions",
      "create table t (a int)",
    ]) {
      await assert.rejects(store.query({ sql }), sql);
    }
    assert.deepEqual(await store.query({ sql: "select path from events where project_id = $1", values: [projectId] }), [
      { path: "/" },
    ]);
  },

  "closing ends what runs, waits for the batch under way, and refuses what comes later": async ({ prepare }) => {
    await using opened = await openDisposable(await prepare());
    const { store } = opened;
    const refused = assert.rejects(store.query({ sql: ENDLESS }));
    const batch = store.append([eventOf({ eventId: "1", ts: 1 })]);
    await Promise.all([store.close(), store.close(), refused]);
    assert.deepEqual(await batch, { stored: 1, duplicates: 0 });
    await assert.rejects(store.append([eventOf({ eventId: "2", ts: 2 })]), Unavailable);
    await assert.rejects(store.load([eventOf({ eventId: "3", ts: 3 })]), Unavailable);
    await assert.rejects(store.query({ sql: "select 1" }), Unavailable);
  },
};
