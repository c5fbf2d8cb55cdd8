import type { Measure, Part, Plan, PlannedMeasure, Statement } from "../plan.ts";
import { createBinder } from "./binder.ts";
import type { Writing } from "./conditions.ts";
import type { Dialect } from "./dialect.ts";
import { writeRows } from "./rows.ts";

/**
 * Writes a plan as one statement for DuckDB or Postgres: every part is read and measured once, then rows of all parts
 * with the same keys become one. Texts of visitors and callers are bound, names come from fixed tables alone.
 */
export function compile(plan: Plan, dialect: Dialect): Statement {
  const binder = createBinder();
  const writing: Writing = { binder, dialect };
  const parts = plan.parts.map((part, index) => `part_${index} as (${writePart(plan, part, writing)})`);
  const names = groupColumns(plan);
  const measures = plan.parts.flatMap((part) => part.measures);
  const shown = [
    "total::float8 as total",
    ...(plan.byBucket ? ["bucket::float8 as bucket"] : []),
    ...plan.keys.map((key, index) => `key_${index} as ${quote(key)}`),
    ...measures.map((measure) => showMeasure(measure)),
    "(count(*) filter (where total = 0) over ())::float8 as groups",
  ];
  const order = writeOrder(plan, dialect);
  const limit = plan.limit === undefined ? "" : ` limit ${binder.integer(plan.limit + (plan.totals ? 1 : 0))}`;
  const text = `with ${parts.join(",\n")}
select ${shown.join(", ")}
from (${writeMerge(plan, names)}) merged
order by ${order}${limit}`;
  return { text, values: binder.values };
}

function groupColumns(plan: Plan): string[] {
  return [...(plan.byBucket ? ["bucket"] : []), ...plan.keys.map((_, index) => `key_${index}`)];
}

function writePart(plan: Plan, part: Part, writing: Writing): string {
  const columns = groupColumns(plan);
  const measures = part.measures.map(
    (planned) => `${AGGREGATES[planned.measure](only(planned))} as ${quote(planned.name)}`,
  );
  const list = columns.join(", ");
  const total = plan.totals && columns.length > 0 ? `grouping(${columns[0]})` : "0";
  const grouping = plan.totals ? `grouping sets ((${list}), ())` : list;
  const groupBy = columns.length > 0 ? ` group by ${grouping}` : "";
  return `select ${[`${total} as total`, ...columns, ...measures].join(", ")} from (${writeRows(plan, part, writing)}) counted${groupBy}`;
}

function only(planned: PlannedMeasure): string {
  return planned.bucket === undefined ? "" : `bucket = ${Math.trunc(planned.bucket)}`;
}

const AGGREGATES: Readonly<Record<Measure, (only: string) => string>> = {
  visitors: (only) => `count(distinct visitor_id)${filterBy(only)}`,
  count: (only) => `count(*)${filterBy(only)}`,
  bounces: (only) => `count(*)${filterBy("pageviews = 1 and custom_events = 0", only)}`,
  sessionMs: (only) => `sum(session_ms)${filterBy(only)}`,
  timedCount: (only) => `count(duration_ms)${filterBy(only)}`,
  timedMs: (only) => `sum(duration_ms)${filterBy(only)}`,
  firstAt: (only) => `min(happened_at)${filterBy(only)}`,
  lastAt: (only) => `max(happened_at)${filterBy(only)}`,
};

function filterBy(...conditions: string[]): string {
  const asked = conditions.filter((condition) => condition !== "");
  return asked.length === 0 ? "" : ` filter (where ${asked.join(" and ")})`;
}

/** Every measure has its value in one part and NULL in the others, so the largest is the value. */
function writeMerge(plan: Plan, names: readonly string[]): string {
  const measures = plan.parts.flatMap((part) => part.measures);
  const grouped = ["total", ...names];
  if (plan.parts.length === 1)
    return `select ${[...grouped, ...measures.map(({ name }) => quote(name))].join(", ")} from part_0`;
  const rows = plan.parts.map((part, index) => {
    const own = new Set(part.measures.map(({ name }) => name));
    const columns = measures.map(({ name }) =>
      own.has(name) ? `${quote(name)}::float8 as ${quote(name)}` : `null::float8 as ${quote(name)}`,
    );
    return `select ${[...grouped, ...columns].join(", ")} from part_${index}`;
  });
  const merged = measures.map(({ name }) => `max(${quote(name)}) as ${quote(name)}`);
  return `select ${[...grouped, ...merged].join(", ")} from (${rows.join(" union all ")}) side_by_side group by ${grouped.join(", ")}`;
}

/** As a double, so that every driver hands over a plain number; counts and sums of milliseconds stay exact below 2^53. */
function showMeasure({ name, measure }: PlannedMeasure): string {
  const isInstant = measure === "firstAt" || measure === "lastAt";
  const value = isInstant ? quote(name) : `coalesce(${quote(name)}, 0)`;
  return `${value}::float8 as ${quote(name)}`;
}

function writeOrder(plan: Plan, dialect: Dialect): string {
  const keys = plan.keys.map((_, index) => dialect.sortText(`key_${index}`));
  return [
    "total desc",
    ...(plan.byBucket ? ["bucket"] : []),
    ...(plan.order === undefined ? [] : [`coalesce(${quote(plan.order)}, 0) desc`]),
    ...keys,
  ].join(", ");
}

/** A name of a report's own, as a column: quoted, so that its capitals stay, and never anything but letters and digits. */
function quote(name: string): string {
  if (!/^[A-Za-z][A-Za-z0-9]*$/.test(name)) throw new RangeError(`Not a name of a column: ${name}`);
  return `"${name}"`;
}
