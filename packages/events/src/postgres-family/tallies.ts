import type { Plan, Span } from "../plan.ts";
import type { Writing } from "./conditions.ts";
import { writeCrossing } from "./crossing.ts";
import {
  areContiguous,
  endOf,
  outerRange,
  writeBucket,
  writeBucketEnd,
  writeBucketStart,
  writeShareBucket,
} from "./spans.ts";

/**
 * Whether visitors can be counted without telling them apart. A visitor's first visit in a bucket is the one before
 * which no visit of theirs began in it, and every visit knows when the one before began. That holds while all visits
 * count, and over all buckets together while nothing lies between them.
 */
export function canTally({ filters, keys, byBucket, spans, totals }: Plan): boolean {
  if (keys.length > 0 || filters.session.length > 0) return false;
  if (!byBucket) return spans.length === 1 && spans[0]?.count === 1;
  return !totals || areContiguous(spans);
}

/**
 * Sums by bucket, several rows a bucket, to be added up: `arrivals` are the visitors of the bucket, `arrivals_overall`
 * those who had not been there in any bucket before.
 */
export function writeTallies(plan: Plan, writing: Writing): string {
  const starting = plan.spans.map((span) => tallyStarting(plan, span, writing));
  return [...starting, tallyCrossing(plan, writing)].join(" union all ");
}

function tallyStarting(plan: Plan, span: Span, writing: Writing): string {
  const { integer, text } = writing.binder;
  const isFirst = (since: string) => `count(*) filter (where s.prev_at is null or s.prev_at < ${since})`;
  const isWhole = writeShareBucket("s.started_at", "s.last_event_at", { span, writing });
  const columns = [
    `${writeBucket("s.started_at", [span], writing)} as bucket`,
    "count(*) as starts",
    "count(*) filter (where s.pageviews = 1 and s.custom_events = 0) as bounces",
    "sum(s.last_activity_at - s.started_at) as session_ms",
    `sum(s.pageviews) filter (where ${isWhole}) as views`,
    `${isFirst(writeBucketStart("s.started_at", [span], writing))} as arrivals`,
    `${isFirst(integer(outerRange(plan.spans).start))} as arrivals_overall`,
  ];
  const where = [
    `s.project_id = ${text(plan.projectId)}`,
    `s.started_at >= ${integer(span.start)}`,
    `s.started_at < ${integer(endOf(span))}`,
  ];
  // Without GROUP BY where there is but one group: that takes a third less.
  const groups = span.count === 1 ? "having count(*) > 0" : "group by 1";
  return `select ${columns.join(", ")} from sessions s where ${where.join(" and ")} ${groups}`;
}

/**
 * Visits that cross the edge of a bucket bring their page views to each of their buckets, and their visitor, once, to
 * those in which no visit of that visitor begins: where one does, the first of them counts. After a merge several visits
 * of one visitor may cross the same edge.
 */
function tallyCrossing(plan: Plan, writing: Writing): string {
  const { text } = writing.binder;
  const columns = [
    "s.session_id",
    "s.visitor_id",
    "s.started_at",
    `${writeBucket("e.ts", plan.spans, writing)} as bucket`,
    `${writeBucketStart("e.ts", plan.spans, writing)} as bucket_start`,
    `${writeBucketEnd("e.ts", plan.spans, writing)} as bucket_end`,
    "e.kind",
  ];
  const events = writeCrossing(plan, { columns, where: [`s.project_id = ${text(plan.projectId)}`] }, writing);
  const overall = plan.byBucket && plan.totals ? countOverall(plan, writing) : NOT_ASKED;
  const group = "session_id, visitor_id, started_at, bucket, bucket_start, bucket_end";
  const visits = `select ${group}, count(*) filter (where kind = 1) as views${overall.column} from (${events}) crossing group by ${group}`;
  const first = joinFirst("n", { from: "c.bucket_start", to: "c.bucket_end" }, { plan, writing });
  return `select c.bucket, 0, 0, 0, sum(c.views),
 count(distinct c.visitor_id) filter (where c.started_at < c.bucket_start and n.started_at is null), ${overall.measure}
from (${visits}) c ${first} ${overall.join} group by c.bucket`;
}

/** Parts of the statement that count visitors over all buckets together. */
interface Overall {
  readonly column: string;
  readonly join: string;
  readonly measure: string;
}

const NOT_ASKED: Overall = { column: "", join: "", measure: "0" };

/** Each visitor who was there before the first bucket counts in the first bucket that they come to. */
function countOverall(plan: Plan, writing: Writing): Overall {
  const { integer } = writing.binder;
  const { start, end } = outerRange(plan.spans);
  const isEarlier = `started_at < ${integer(start)}`;
  return {
    column: `, min(bucket) filter (where ${isEarlier}) over (partition by visitor_id) as first_bucket`,
    join: joinFirst("o", { from: integer(start), to: integer(end) }, { plan, writing }),
    measure: `count(distinct c.visitor_id) filter (where c.${isEarlier} and c.bucket = c.first_bucket and o.started_at is null)`,
  };
}

/** Joins the first visit that the visitor begins in a stretch of the spans, to a visit that began before it. */
function joinFirst(
  alias: string,
  { from, to }: { readonly from: string; readonly to: string },
  { plan, writing }: { readonly plan: Plan; readonly writing: Writing },
): string {
  const { integer } = writing.binder;
  const { start, end } = outerRange(plan.spans);
  const conditions = new Set([
    `${alias}.visitor_id = c.visitor_id`,
    `${alias}.prev_at < ${from}`,
    `${alias}.started_at >= ${from}`,
    `${alias}.started_at < ${to}`,
    // Written out, so that whole blocks of the table can be skipped.
    `${alias}.started_at >= ${integer(start)}`,
    `${alias}.started_at < ${integer(end)}`,
  ]);
  return writing.dialect.leftJoinFew(`sessions ${alias}`, [...conditions]);
}
