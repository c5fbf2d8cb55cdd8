import type { Measure, Plan, PlannedMeasure, Statement } from "../plan.ts";
import { createBinder } from "./binder.ts";
import type { Writing } from "./conditions.ts";
import type { Dialect } from "./dialect.ts";
import { writeRows } from "./rows.ts";
import { fuseParts, writeVisits } from "./visits.ts";

/** Rows and what is measured over them, on the way into a statement. */
interface Block {
  readonly rows: string;
  readonly measures: readonly { readonly planned: PlannedMeasure; readonly aggregate: string }[];
}

/**
 * Writes a plan as one statement for DuckDB or Postgres: every part is read and measured once, then rows of all parts
 * with the same keys become one. Texts of visitors and callers are bound, names come from fixed tables alone.
 */
export function compile(plan: Plan, dialect: Dialect): Statement {
  const binder = createBinder();
  const blocks = writeBlocks(plan, { binder, dialect });
  const groups = groupColumns(plan);
  const shown = [
    "total::float8 as total",
    ...(plan.byBucket ? ["bucket::float8 as bucket"] : []),
    ...plan.keys.map((key, index) => `key_${index} as ${quote(key)}`),
    ...plan.parts.flatMap((part) => part.measures.map(showMeasure)),
    ...(plan.keys.length > 0 ? ["(count(*) filter (where total = 0) over ())::float8 as groups"] : []),
  ];
  const limit = plan.limit === undefined ? "" : ` limit ${binder.integer(plan.limit + (plan.totals ? 1 : 0))}`;
  const measured = blocks.map((block) => writeBlock(plan, block, groups));
  const text = `select ${shown.join(", ")}
from (${writeMerge(blocks, measured, groups)}) merged
order by ${writeOrder(plan, dialect)}${limit}`;
  return { text, values: binder.values };
}

function writeBlocks(plan: Plan, writing: Writing): Block[] {
  const visits = fuseParts(plan);
  if (visits) return [{ rows: writeVisits(plan, visits, writing), measures: visits.measures }];
  return plan.parts.map((part) => ({
    rows: writeRows(plan, part, writing),
    measures: part.measures.map((planned) => ({ planned, aggregate: AGGREGATES[planned.measure] })),
  }));
}

const AGGREGATES: Readonly<Record<Measure, string>> = {
  visitors: "count(distinct visitor_id)",
  count: "count(*)",
  bounces: "sum(case when pageviews = 1 and custom_events = 0 then 1 else 0 end)",
  sessionMs: "sum(session_ms)",
  timedCount: "count(duration_ms)",
  timedMs: "sum(duration_ms)",
  firstAt: "min(happened_at)",
  lastAt: "max(happened_at)",
};

function groupColumns(plan: Plan): string[] {
  return [...(plan.byBucket ? ["bucket"] : []), ...plan.keys.map((_, index) => `key_${index}`)];
}

function writeBlock(plan: Plan, { rows, measures }: Block, groups: readonly string[]): string {
  const values = measures.map(({ planned, aggregate }) => {
    const filter = planned.bucket === undefined ? "" : ` filter (where bucket = ${Math.trunc(planned.bucket)})`;
    return `(${aggregate}${filter})::float8 as ${quote(planned.name)}`;
  });
  const total = plan.totals && groups.length > 0 ? `grouping(${groups[0]})` : "0";
  const list = groups.join(", ");
  const grouping = plan.totals ? `grouping sets ((${list}), ())` : list;
  const groupBy = groups.length > 0 ? ` group by ${grouping}` : "";
  return `select ${[`${total} as total`, ...groups, ...values].join(", ")} from (${rows}) counted${groupBy}`;
}

/** Every measure has its value in one block and NULL in the others, so the largest is the value. */
function writeMerge(blocks: readonly Block[], measured: readonly string[], groups: readonly string[]): string {
  if (measured.length === 1) return measured.join("");
  const measures = blocks.flatMap((block) => block.measures.map(({ planned }) => planned.name));
  const columns = ["total", ...groups];
  const sides = blocks.map((block, index) => {
    const own = new Set(block.measures.map(({ planned }) => planned.name));
    const values = measures.map((name) => `${own.has(name) ? quote(name) : "null::float8"} as ${quote(name)}`);
    return `select ${[...columns, ...values].join(", ")} from (${measured[index]}) side_${index}`;
  });
  const merged = measures.map((name) => `max(${quote(name)}) as ${quote(name)}`);
  return `select ${[...columns, ...merged].join(", ")} from (${sides.join(" union all ")}) sides group by ${columns.join(", ")}`;
}

/** Counts over no rows are 0, instants do not exist. Doubles: every driver hands them over as plain numbers, exact to 2^53. */
function showMeasure({ name, measure }: PlannedMeasure): string {
  const isInstant = measure === "firstAt" || measure === "lastAt";
  return isInstant ? quote(name) : `coalesce(${quote(name)}, 0) as ${quote(name)}`;
}

function writeOrder(plan: Plan, dialect: Dialect): string {
  return [
    "total desc",
    ...(plan.byBucket ? ["bucket"] : []),
    ...(plan.order === undefined ? [] : [`coalesce(merged.${quote(plan.order)}, 0) desc`]),
    ...plan.keys.map((_, index) => dialect.sortText(`key_${index}`)),
  ].join(", ");
}

/** A name of a report's own, as a column: quoted, so that its capitals stay, and never anything but letters and digits. */
function quote(name: string): string {
  if (!/^[A-Za-z][A-Za-z0-9]*$/.test(name)) throw new RangeError(`Not a name of a column: ${name}`);
  return `"${name}"`;
}
