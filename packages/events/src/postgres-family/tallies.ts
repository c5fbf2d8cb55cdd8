import type { Plan, Span } from "../plan.ts";
import { areContiguous, isOneBucket, outerRange } from "../spans.ts";
import { NO_VISIT_BEFORE } from "../tables.ts";
import { type Writing, writeProject } from "./conditions.ts";
import { writeCrossing } from "./crossing.ts";
import { writeBucket, writeBucketStart, writeInSpans } from "./spans.ts";

/**
 * Whether visitors can be counted without telling them apart. A visitor's first visit in a bucket is the one before
 * which no visit of theirs began in it, and every visit knows when the one before began. That holds while all visits
 * count, and over all buckets together while nothing lies between them.
 */
export function canTally({ filters, keys, byBucket, spans, totals, parts }: Plan): boolean {
  if (keys.length > 0 || filters.session.length > 0) return false;
  if (parts.some(({ measures }) => measures.some(({ bucket }) => bucket !== undefined))) return false;
  if (!byBucket) return isOneBucket(spans);
  return !totals || areContiguous(spans);
}

/** How the visitors of a bucket, and those of all buckets together, come out of the tallies. */
export function countTallied({ dialect }: Writing): { readonly aggregate: string; readonly overall: string } {
  return {
    aggregate: `sum(arrivals) + ${dialect.countFew("late")}`,
    overall: `sum(arrivals_overall) + ${dialect.countFew("late_overall")}`,
  };
}

/**
 * Sums by bucket, several rows a bucket, to be added up. `arrivals` are visitors of whom a visit begins in the bucket,
 * `arrivals_overall` those of whom none began in any bucket before; `late` and `late_overall` name the visitors who are
 * there without one.
 */
export function writeTallies(plan: Plan, writing: Writing, by: TallyKeys = NO_KEYS): string {
  const starting = piecesOf(plan.spans, writing).map((spans) => tallyStarting(plan, { spans, by }, writing));
  return [...starting, tallyCrossing(plan, by, writing)].join(" union all ");
}

/** By what a tally is taken besides buckets. */
export interface TallyKeys {
  /** Expressions over a visit `s`. */
  readonly keys: readonly string[];
  /** The rows of `tallyCrossings`, where another part of the statement reads them too. */
  readonly crossing?: string;
}

const NO_KEYS: TallyKeys = { keys: [] };

/** The events of crossing visits with what a tally needs of them. */
export function tallyCrossings(plan: Plan, keys: readonly string[], writing: Writing): string {
  const named = keys.map((key, index) => `${key} as key_${index}`);
  return writeCrossing(
    plan,
    {
      columns: [...named, "s.visitor_id", "s.started_at", "e.kind"],
      where: [writeProject("s", plan.projectId, writing)],
      leaving: true,
    },
    writing,
  );
}

/** Spans that are read together. */
function piecesOf(spans: readonly Span[], { extent }: Writing): (readonly Span[])[] {
  return extent.isSmall ? [spans] : spans.map((span) => [span]);
}

function tallyStarting(
  plan: Plan,
  { spans, by: { keys } }: { readonly spans: readonly Span[]; readonly by: TallyKeys },
  writing: Writing,
): string {
  const { binder, dialect } = writing;
  const { integer } = binder;
  const arrivals = (since: string) => `count(*) - ${dialect.countIf(`s.prev_at >= ${since}`)}`;
  const columns = [
    `${writeBucket("s.started_at", spans, writing)} as bucket`,
    ...keys.map((key, index) => `${key} as key_${index}`),
    "count(*) as starts",
    `${dialect.countIf("s.pageviews = 1 and s.custom_events = 0")} as bounces`,
    "sum(s.last_activity_at - s.started_at) as session_ms",
    "sum(s.pageviews) as views",
    `${arrivals(writeBucketStart("s.started_at", spans, writing))} as arrivals`,
    `${arrivals(integer(outerRange(plan.spans).start))} as arrivals_overall`,
    "null::bigint as late",
    "null::bigint as late_overall",
  ];
  const where = [writeProject("s", plan.projectId, writing), writeInSpans("s.started_at", spans, writing)];
  const places = ["bucket", ...keys].map((_, place) => place + 1);
  // Without GROUP BY where there is but one group: that takes a third less.
  const groups = isOneBucket(spans) && keys.length === 0 ? "having count(*) > 0" : `group by ${places.join(", ")}`;
  return `select ${columns.join(", ")} from sessions s where ${where.join(" and ")} ${groups}`;
}

/**
 * Page views in another bucket than the start of their visit move there; and their visitor is there as well, which
 * counts where no visit of that visitor begins.
 */
function tallyCrossing(plan: Plan, { keys, crossing }: TallyKeys, writing: Writing): string {
  const { integer } = writing.binder;
  const { start, end } = outerRange(plan.spans);
  const everything = [{ start, lengthMs: end - start, count: 1, first: 0 }];
  const hasOverall = plan.byBucket && plan.totals;
  const joins = [
    joinFirst("n", plan.spans, { writing, on: ["n.bucket = c.here"] }),
    ...(hasOverall ? [joinFirst("o", everything, { writing, on: [] })] : []),
  ];
  const isOverall = `side = 1 and c.started_at < ${integer(start)} and o.visitor_id is null`;
  return `select case when side = 1 then c.here else c.home end as bucket, ${keys.map((_, index) => `c.key_${index}, `).join("")}0, 0, 0, case when c.kind = 1 then side else 0 end, 0, 0,
 case when side = 1 and n.visitor_id is null then c.visitor_id end, ${hasOverall ? `case when ${isOverall} then c.visitor_id end` : "null::bigint"}
from ${crossing ?? `(${tallyCrossings(plan, keys, writing)})`} c cross join (values (1), (-1)) sides (side) ${joins.join(" ")}
where case when side = 1 then c.here else c.home end is not null`;
}

interface FirstVisits {
  readonly writing: Writing;
  readonly on: readonly string[];
}

/**
 * Joins, to a visit that began before a bucket, the first visit of the same visitor that begins in it. The one before
 * began no earlier than the crossing one, so only those count before which a visit began near the edge.
 */
function joinFirst(alias: string, spans: readonly Span[], { writing, on }: FirstVisits): string {
  const { integer } = writing.binder;
  const { beyond, withinMs } = writing.extent;
  const pieces = piecesOf(spans, writing).map((together) => {
    const since = writeBucketStart("started_at", together, writing);
    const earliest = beyond ? NO_VISIT_BEFORE + 1 : outerRange(together).start - withinMs;
    const where = [
      writeInSpans("started_at", together, writing),
      `prev_at < ${since}`,
      `prev_at >= ${integer(earliest)}`,
      ...(beyond || isOneBucket(together) ? [] : [`prev_at >= ${since} - ${integer(withinMs)}`]),
    ];
    return `select visitor_id, ${writeBucket("started_at", together, writing)} as bucket from sessions where ${where.join(" and ")}`;
  });
  return writing.dialect.leftJoinFew(`(${pieces.join(" union all ")}) ${alias}`, [
    `${alias}.visitor_id = c.visitor_id`,
    ...on,
  ]);
}
