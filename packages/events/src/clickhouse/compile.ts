import type { Measure, Plan, PlannedMeasure } from "../plan.ts";
import { fuseParts, type VisitColumn } from "../visit-parts.ts";
import { type Binder, createBinder } from "./binder.ts";
import { writeRows } from "./rows.ts";
import { writeVisits } from "./visits.ts";

/** A statement of ClickHouse; `values` fill its placeholders by name. */
export interface ClickhouseStatement {
  readonly text: string;
  readonly values: Readonly<Record<string, string>>;
}

/** Rows and what is measured over them, on the way into a statement. */
interface Block {
  readonly rows: string;
  readonly measures: readonly { readonly planned: PlannedMeasure; readonly aggregate: string }[];
}

/**
 * Writes a plan as one statement for ClickHouse: every part is read and measured once, then rows of all parts with the
 * same keys become one. Texts of visitors and callers are bound, names come from fixed tables alone. Inner names have an
 * underscore, names of reports never do, so that none is taken for the other.
 */
export function compilePlan(plan: Plan): ClickhouseStatement {
  const binder = createBinder();
  const blocks = writeBlocks(plan, binder);
  const groups = groupColumns(plan);
  const measured = blocks.map((block) => writeBlock(plan, block, groups));
  const shown = [
    "toFloat64(is_total) as total",
    ...(plan.byBucket ? ["if(is_total = 1, null, toFloat64(bucket_number)) as bucket"] : []),
    ...plan.keys.map((key, index) => `if(is_total = 1, null, key_${index}) as ${quote(key)}`),
    ...plan.parts.flatMap((part) => part.measures.map(showMeasure)),
    ...(plan.keys.length > 0 ? ["toFloat64(countIf(is_total = 0) over ()) as groups"] : []),
  ];
  const limit = plan.limit === undefined ? "" : ` limit ${binder.integer(plan.limit + (plan.totals ? 1 : 0))}`;
  const text = `select ${shown.join(", ")}
from (${writeMerge(blocks, measured, groups)}) as merged
order by ${writeOrder(plan)}${limit}`;
  return { text, values: binder.values };
}

function writeBlocks(plan: Plan, binder: Binder): Block[] {
  const visits = fuseParts(plan);
  if (visits) {
    const measures = visits.measures.map(({ planned, column }) => ({
      planned,
      aggregate: writeVisitAggregate(column, bucketOf(planned)),
    }));
    return [{ rows: writeVisits(plan, visits, binder), measures }];
  }
  const blocks = new Map<string, Block["measures"]>();
  for (const part of plan.parts) {
    // Parts may be different words for the same rows: with a page filter, activity is page views.
    const rows = writeRows(plan, part, binder);
    const measures = part.measures.map((planned) => ({
      planned,
      aggregate: AGGREGATES[planned.measure](bucketOf(planned)),
    }));
    blocks.set(rows, [...(blocks.get(rows) ?? []), ...measures]);
  }
  return [...blocks].map(([rows, measures]) => ({ rows, measures }));
}

/** The condition of the rows that a measure takes, null where it takes all. */
function bucketOf({ bucket }: PlannedMeasure): string | null {
  return bucket === undefined ? null : `bucket_number = ${Math.trunc(bucket)}`;
}

function writeVisitAggregate(column: VisitColumn, only: string | null): string {
  const name = column === "visitor_id" ? "uniqExact" : "sum";
  return only === null ? `${name}(${column})` : `${name}If(${column}, ${only})`;
}

function countRows(condition: string, only: string | null): string {
  return `countIf(${only === null ? condition : `${condition} and ${only}`})`;
}

const AGGREGATES: Readonly<Record<Measure, (only: string | null) => string>> = {
  visitors: (only) => (only === null ? "uniqExact(visitor_id)" : `uniqExactIf(visitor_id, ${only})`),
  count: (only) => (only === null ? "count()" : `countIf(${only})`),
  bounces: (only) => countRows("pageviews = 1 and custom_events = 0", only),
  sessionMs: (only) => (only === null ? "sum(session_ms)" : `sumIf(session_ms, ${only})`),
  timedCount: (only) => countRows("duration_ms is not null", only),
  timedMs: (only) => (only === null ? "sum(duration_ms)" : `sumIf(duration_ms, ${only})`),
  firstAt: (only) => (only === null ? "minOrNull(happened_at)" : `minOrNullIf(happened_at, ${only})`),
  lastAt: (only) => (only === null ? "maxOrNull(happened_at)" : `maxOrNullIf(happened_at, ${only})`),
};

function groupColumns(plan: Plan): string[] {
  return [...(plan.byBucket ? ["bucket_number"] : []), ...plan.keys.map((_, index) => `key_${index}`)];
}

function writeBlock(plan: Plan, { rows, measures }: Block, groups: readonly string[]): string {
  const values = measures.map(({ planned, aggregate }) => `toFloat64(${aggregate}) as ${inner(planned.name)}`);
  const total = plan.totals && groups.length > 0 ? `grouping(${groups[0]})` : "0";
  const list = groups.join(", ");
  const grouping = plan.totals ? `grouping sets ((${list}), ())` : list;
  const groupBy = groups.length > 0 ? ` group by ${grouping}` : "";
  return `select ${[`${total} as is_total`, ...groups, ...values].join(", ")} from (${rows})${groupBy}`;
}

/** Every measure has its value in one block and NULL in the others, so the largest is the value. */
function writeMerge(blocks: readonly Block[], measured: readonly string[], groups: readonly string[]): string {
  if (measured.length === 1) return measured.join("");
  const names = blocks.flatMap((block) => block.measures.map(({ planned }) => inner(planned.name)));
  const columns = ["is_total", ...groups];
  const sides = blocks.map((block, index) => {
    const own = new Set(block.measures.map(({ planned }) => inner(planned.name)));
    const values = names.map((name) => `${own.has(name) ? name : "null"}::Nullable(Float64) as side_${name}`);
    return `select ${[...columns, ...values].join(", ")} from (${measured[index]})`;
  });
  const merged = names.map((name) => `max(side_${name}) as ${name}`);
  return `select ${[...columns, ...merged].join(", ")} from (${sides.join(" union all ")}) group by ${columns.join(", ")}`;
}

/** Counts over no rows are 0, instants do not exist. */
function showMeasure({ name, measure }: PlannedMeasure): string {
  const isInstant = measure === "firstAt" || measure === "lastAt";
  return `${isInstant ? inner(name) : `coalesce(${inner(name)}, 0)`} as ${quote(name)}`;
}

/** Texts sort by their bytes, which is by code point. */
function writeOrder(plan: Plan): string {
  return [
    "is_total desc",
    ...(plan.byBucket ? ["bucket_number"] : []),
    ...(plan.order === undefined ? [] : [`coalesce(${inner(plan.order)}, 0) desc`]),
    ...plan.keys.map((_, index) => `key_${index}`),
  ].join(", ");
}

/** A measure's name inside the statement. */
function inner(name: string): string {
  return `measure_${checked(name)}`;
}

/** A name of a report's own, as a column. */
function quote(name: string): string {
  return `"${checked(name)}"`;
}

function checked(name: string): string {
  if (!/^[A-Za-z][A-Za-z0-9]*$/.test(name)) throw new RangeError(`Not a name of a column: ${name}`);
  return name;
}
