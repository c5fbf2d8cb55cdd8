import type { Measure, Part, Plan, PlannedMeasure } from "../plan.ts";
import { fuseParts, type VisitPart } from "../visit-parts.ts";
import type { Writing } from "./conditions.ts";
import { writeKeyedTallies } from "./keyed.ts";
import { matchPageViews } from "./matched.ts";
import { writePageVisitors } from "./page-visitors.ts";
import { countedRows, writeRows } from "./rows.ts";
import { joinBuckets } from "./spans.ts";
import { canTally, countTallied, writeTallies } from "./tallies.ts";
import { writeVisits } from "./visits.ts";

/** Rows and what is measured over them, on the way into a statement. */
export interface Block {
  readonly rows: string;
  readonly measures: readonly BlockMeasure[];
  /** The same measures for the row over everything, where they are had more cheaply than from the rows. */
  readonly overall?: Block;
  /** Rows whose visitors are those of the row over everything, where these are fewer. */
  readonly allVisitors?: string;
}

/** How rows become a number; `overall` stands for the aggregate in the row over everything where it is not the same. */
interface BlockMeasure {
  readonly planned: PlannedMeasure;
  readonly aggregate: string;
  readonly overall?: string;
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

/** What a statement reads and measures; `shared` are common tables by name that the rows of several blocks read. */
export interface Blocks {
  readonly blocks: readonly Block[];
  readonly shared: Readonly<Record<string, string>>;
}

/** What the statement reads and measures: visits where they tell everything, else the rows of each part. */
export function writeBlocks(plan: Plan, writing: Writing): Blocks {
  const visits = fuseParts(plan);
  if (visits) {
    const keyed = writeKeyedTallies(plan, visits, writing);
    if (!keyed) return { blocks: [overVisits(plan, visits, writing)], shared: {} };
    return { blocks: [{ rows: keyed.rows, measures: measureVisits(visits, keyed.visitors) }], shared: keyed.shared };
  }
  const parts = mergeParts(plan);
  const once = matchPageViews(plan, parts, writing);
  if (once)
    return { blocks: parts.map((part) => overRows(part, once.rowsOf(part))), shared: { matched: once.matched } };
  const [part] = parts;
  const readsProperty = part?.by.some(({ of }) => of === "property" || of === "propertyNames");
  // To take properties out of their JSON costs more than all the rest, so that happens once.
  if (part && parts.length === 1 && readsProperty) {
    return { blocks: [overRows(part, "select * from read")], shared: { read: writeRows(plan, part, writing) } };
  }
  const blocks = parts.map((part) => {
    const allVisitors = writePageVisitors(plan, part, writing);
    return { ...overRows(part, writeRows(plan, part, writing)), ...(allVisitors === null ? {} : { allVisitors }) };
  });
  return { blocks, shared: {} };
}

function overRows(part: Part, rows: string): Block {
  return { rows, measures: part.measures.map((planned) => ({ planned, aggregate: AGGREGATES[planned.measure] })) };
}

/** Parts over the same rows as one: these are read once. */
function mergeParts({ parts, filters }: Plan): Part[] {
  const counted = parts.map((part) => ({ ...part, rows: countedRows(part.rows, filters) }));
  const alike = Map.groupBy(counted, ({ rows, by }) => JSON.stringify([rows, by]));
  return [...alike.values()].flatMap(([first, ...others]) =>
    first ? [{ ...first, measures: [first, ...others].flatMap(({ measures }) => measures) }] : [],
  );
}

function overVisits(plan: Plan, part: VisitPart, writing: Writing): Block {
  const tallies = canTally(plan);
  const visitors = tallies ? countTallied(writing) : { aggregate: AGGREGATES.visitors };
  const block = {
    rows: tallies ? writeTallies(plan, writing) : writeVisits(plan, part, writing),
    measures: measureVisits(part, visitors),
  };
  if (tallies || !plan.totals || plan.skipEmptyKeys) return block;
  const everything = joinBuckets({ ...plan, keys: [], byBucket: false, totals: false });
  return canTally(everything) ? { ...block, overall: overVisits(everything, { ...part, by: [] }, writing) } : block;
}

function measureVisits({ measures }: VisitPart, visitors: Omit<BlockMeasure, "planned">): BlockMeasure[] {
  return measures.map(({ planned, column }) =>
    column === "visitor_id" ? { planned, ...visitors } : { planned, aggregate: `sum(${column})` },
  );
}
