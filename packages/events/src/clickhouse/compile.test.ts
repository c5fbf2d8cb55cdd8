import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Condition, OPERATORS, type Plan } from "../plan.ts";
import { compilePlan } from "./compile.ts";

const HOSTILE = `x' or 1=1; drop table events; --"$1{p1:String}`;

function planOf(change: Partial<Plan>): Plan {
  return {
    projectId: "project",
    spans: [{ start: 0, lengthMs: 1_000, count: 10, first: 0 }],
    keys: ["name"],
    parts: [
      {
        rows: "pageviews",
        by: [{ of: "event", column: "path" }],
        measures: [{ name: "views", measure: "count" }],
      },
    ],
    filters: { session: [], page: [], event: [] },
    byBucket: false,
    totals: true,
    skipEmptyKeys: false,
    order: "views",
    ...change,
  };
}

describe("compiling a plan for ClickHouse", () => {
  test("what a caller wrote is bound with its type, never part of the statement", () => {
    const page = OPERATORS.map(
      (operator): Condition => ({ field: { of: "event", column: "path" }, operator, values: [HOSTILE] }),
    );
    const event: Condition = { field: { of: "property", name: "o'clock" }, operator: "is", values: [HOSTILE] };
    const plan = planOf({ projectId: HOSTILE, filters: { session: [], page, event: [event] } });
    const { text, values } = compilePlan(plan);
    assert.ok(!text.includes("drop") && !text.includes("o'clock"));
    assert.ok(Object.values(values).includes(HOSTILE));
    const placeholders = new Set(text.match(/\{p\d+:(String|Int64)\}/g));
    assert.deepEqual([...placeholders].map((one) => one.slice(1, one.indexOf(":"))).sort(), Object.keys(values).sort());
  });

  test("a name that is not letters and digits is refused", () => {
    assert.throws(() => compilePlan(planOf({ keys: ['a" from events'] })), RangeError);
    assert.throws(() => compilePlan(planOf({ order: "views desc; --" })), RangeError);
  });

  test("every table is read by the newest version of its rows", () => {
    const [page, event] = [planOf({}).parts[0]?.by[0], { of: "property", name: "plan" }] as const;
    assert.ok(page);
    const asked = (field: typeof page): Condition => ({ field, operator: "is", values: ["x"] });
    const filters = {
      session: [asked({ of: "visitorType" })],
      page: [asked(page)],
      event: [asked(event)],
    };
    for (const rows of ["sessions", "pageviews", "activity", "events", "presence"] as const) {
      const parts = [
        { rows, by: [{ of: "visitorType" } as const], measures: [{ name: "n", measure: "count" } as const] },
      ];
      const { text } = compilePlan(planOf({ parts, order: "n", filters }));
      const reads = text.match(/ (events|sessions) as \w+( \w+)?/g) ?? [];
      assert.ok(reads.length > 0);
      for (const read of reads) assert.match(read, / final$/);
    }
  });
});
