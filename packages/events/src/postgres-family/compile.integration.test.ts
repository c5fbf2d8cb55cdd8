import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Condition, Operator, Plan } from "../plan.ts";
import { OPERATORS } from "../plan.ts";
import { eventOf } from "../testing/events.ts";
import { openTestStore } from "../testing/store.ts";
import { compile } from "./compile.ts";
import { duckdbDialect, postgresDialect } from "./dialect.ts";

const HOSTILE = `x' or 1=1; drop table events; --"$1`;

function planOf(change: Partial<Plan>): Plan {
  return {
    projectId: "project",
    spans: [{ start: 0, lengthMs: 1000, count: 10, first: 0 }],
    keys: ["name"],
    parts: [
      {
        rows: "pageviews",
        by: [{ of: "event", column: "path" }],
        measures: [
          { name: "views", measure: "count" },
          { name: "visitors", measure: "visitors" },
        ],
      },
    ],
    filters: { session: [], page: [], event: [] },
    byBucket: false,
    totals: true,
    skipEmptyKeys: false,
    order: "views",
    limit: 2,
    ...change,
  };
}

const condition = (operator: Operator, ...values: string[]): Condition => ({
  field: { of: "event", column: "path" },
  operator,
  values,
});

describe("compiling a plan", () => {
  test("what a caller wrote is bound, never part of the statement", () => {
    for (const dialect of [duckdbDialect, postgresDialect]) {
      const session: Condition = {
        field: { of: "session", column: "source" },
        operator: "contains",
        values: [HOSTILE],
      };
      const event: Condition = { field: { of: "property", name: "o'clock" }, operator: "is", values: [HOSTILE] };
      const filters = {
        session: [session],
        page: OPERATORS.map((operator) => condition(operator, HOSTILE)),
        event: [event],
      };
      const { text, values } = compile(planOf({ projectId: HOSTILE, filters }), dialect);
      assert.ok(!text.includes("drop") && !text.includes("o'clock"));
      assert.ok(values.includes(HOSTILE));
      assert.equal(new Set(text.match(/\$\d+/g)).size, values.length);
    }
  });

  test("a name that is not letters and digits is refused", () => {
    assert.throws(() => compile(planOf({ keys: ['a" from events'] }), duckdbDialect), RangeError);
    assert.throws(() => compile(planOf({ order: "views desc; --" }), duckdbDialect), RangeError);
  });

  test("equal values share a placeholder", () => {
    const { values } = compile(planOf({}), duckdbDialect);
    assert.equal(new Set(values).size, values.length);
  });

  test("rows come by the measure and then by name, the totals first and over everything", async () => {
    await using place = await openTestStore();
    const paths = ["/b", "/a", "/c", "/c", "/B"];
    await place.store.append(paths.map((path, index) => eventOf({ eventId: `${index}`, ts: 100 * index, path })));
    assert.deepEqual(await place.store.run(planOf({})), [
      { total: 1, name: null, views: 5, visitors: 1, groups: 4 },
      { total: 0, name: "/c", views: 2, visitors: 1, groups: 4 },
      { total: 0, name: "/B", views: 1, visitors: 1, groups: 4 },
    ]);
  });

  test("totals are there when nothing is", async () => {
    await using place = await openTestStore();
    assert.deepEqual(await place.store.run(planOf({})), [{ total: 1, name: null, views: 0, visitors: 0, groups: 0 }]);
  });

  test("every operator keeps what it says, several values any or none of them", async () => {
    await using place = await openTestStore();
    const paths = ["/pricing", "/pricing/pro", "/blog", "/100%_sure"];
    await place.store.append(paths.map((path, index) => eventOf({ eventId: `${index}`, ts: 100 * index, path })));
    const kept = async (operator: Operator, ...values: string[]) => {
      const filters = { session: [], page: [condition(operator, ...values)], event: [] };
      const rows = await place.store.run(planOf({ filters, totals: false, limit: 10 }));
      return rows.map((row) => row.name);
    };
    assert.deepEqual(await kept("is", "/blog", "/pricing"), ["/blog", "/pricing"]);
    assert.deepEqual(await kept("is_not", "/blog", "/pricing"), ["/100%_sure", "/pricing/pro"]);
    assert.deepEqual(await kept("contains", "%_", "log"), ["/100%_sure", "/blog"]);
    assert.deepEqual(await kept("not_contains", "pro", "log"), ["/100%_sure", "/pricing"]);
    assert.deepEqual(await kept("starts_with", "/pricing"), ["/pricing", "/pricing/pro"]);
    assert.deepEqual(await kept("contains", "PRICING"), []);
  });
});
