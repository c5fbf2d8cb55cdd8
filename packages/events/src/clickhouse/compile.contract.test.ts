import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import fc from "fast-check";
import { openEventStore } from "../open.ts";
import type { EventStore } from "../store.ts";
import { engineMissing, startTestEngine, type TestEngine } from "../testing/engines.ts";
import { plans, tellingHistories } from "../testing/plans.ts";

const HISTORIES = 15;
const PLANS_OF_HISTORY = 12;

describe("a plan on ClickHouse and on DuckDB", { skip: engineMissing("clickhouse") ?? false }, () => {
  const engines: TestEngine[] = [];
  const stores: EventStore[] = [];
  before(async () => {
    for (const name of ["duckdb", "clickhouse"] as const) {
      const engine = await startTestEngine(name);
      engines.push(engine);
      stores.push(await openEventStore(await engine.prepare()));
    }
  });
  after(async () => {
    for (const store of stores) await store.close();
    for (const engine of engines) await engine.close();
  });

  test("has the same answer, row by row, whatever is asked", async () => {
    let projects = 0;
    const cases = fc.tuple(
      tellingHistories,
      fc.array(plans, { minLength: PLANS_OF_HISTORY, maxLength: PLANS_OF_HISTORY }),
    );
    await fc.assert(
      fc.asyncProperty(cases, async ([events, asked]) => {
        projects += 1;
        const projectId = `golden-${projects}`;
        for (const store of stores) await store.append(events.map((event) => ({ ...event, projectId })));
        for (const plan of asked) {
          const [expected, actual] = await Promise.all(stores.map((store) => store.run({ ...plan, projectId })));
          assert.deepEqual(actual, expected, JSON.stringify(plan));
        }
      }),
      { numRuns: HISTORIES },
    );
  });
});
