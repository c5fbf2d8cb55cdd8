import type { Plan, PlannedMeasure, Statement } from "../plan.ts";
import { createBinder } from "./binder.ts";
import { type Block, writeBlocks } from "./blocks.ts";
import type { Extent } from "./conditions.ts";
import type { Dialect } from "./dialect.ts";
import { quote, writeMeasured } from "./measured.ts";
import { deferVisitors, joinLater } from "./shown.ts";
import { joinBuckets } from "./spans.ts";

/** Nothing is known of how long visits are; those longer than a day have an index of their own in Postgres. */
const UNKNOWN: Extent = { withinMs: 86_400_000, beyond: true, isSmall: false };

/**
 * Writes a plan as one statement for DuckDB or Postgres: every part is read and measured once, then rows of all parts
 * with the same keys become one. Texts of visitors and callers are bound, names come from fixed tables alone.
 */
export function compile(asked: Plan, dialect: Dialect, extent: Extent = UNKNOWN): Statement {
  const plan = joinBuckets(asked);
  const binder = createBinder();
  const { blocks, shared } = writeBlocks(plan, { binder, dialect, extent });
  const { first, later } = deferVisitors(plan, blocks);
  const groups = groupColumns(plan);
  const measured = first.map((block) => writeMeasured(block, { groups, totals: plan.totals }));
  const merged = writeMerge(first, measured, groups);
  const rows =
    plan.keys.length > 0
      ? `select *, count(*) filter (where total = 0) over () as groups from (${merged}) merged`
      : merged;
  const limit = plan.limit === undefined ? "" : ` limit ${binder.integer(plan.limit + (plan.totals ? 1 : 0))}`;
  const order = `order by ${writeOrder(plan, dialect)}`;
  const select = `select ${writeShown(plan).join(", ")}`;
  if (later.length === 0) {
    return { text: `${writeTables(shared)}${select}\nfrom (${rows}) shown\n${order}${limit}`, values: binder.values };
  }
  const tables = writeTables({ ...shared, shown: `${rows} ${order}${limit}` });
  const joins = later.map((block, index) => joinLater(block, index, plan));
  return { text: `${tables}${select}\nfrom shown ${joins.join(" ")}\n${order}`, values: binder.values };
}

/** Common tables, each made once however often it is read. */
function writeTables(tables: Readonly<Record<string, string>>): string {
  const written = Object.entries(tables).map(([name, rows]) => `${name} as materialized (${rows})`);
  return written.length > 0 ? `with ${written.join(", ")} ` : "";
}

function writeShown(plan: Plan): string[] {
  return [
    "total::float8 as total",
    ...(plan.byBucket ? ["bucket::float8 as bucket"] : []),
    ...plan.keys.map((key, index) => `key_${index} as ${quote(key)}`),
    ...plan.parts.flatMap((part) => part.measures.map(showMeasure)),
    ...(plan.keys.length > 0 ? ["groups::float8 as groups"] : []),
  ];
}

function groupColumns(plan: Plan): string[] {
  return [...(plan.byBucket ? ["bucket"] : []), ...plan.keys.map((_, index) => `key_${index}`)];
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
    ...(plan.order === undefined ? [] : [`coalesce(${quote(plan.order)}, 0) desc`]),
    ...plan.keys.map((_, index) => dialect.sortText(`key_${index}`)),
  ].join(", ");
}
