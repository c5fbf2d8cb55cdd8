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
  const hasOverall = totals || !byBucket;
  return !hasOverall || areContiguous(spans);
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
 * Visits that cross the edge of a bucket bring their page views to each of their buckets, and their visitor to those
 * in which they did not begin, unless the visitor's next visit, which is counted by itself, begins there too.
 */
function tallyCrossing(plan: Plan, writing: Writing): string {
  const { integer, text } = writing.binder;
  const { start, end } = outerRange(plan.spans);
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
  const group = "session_id, visitor_id, started_at, bucket, bucket_start, bucket_end";
  const visits = `select ${group}, count(*) filter (where kind = 1) as views,
 min(bucket) over (partition by session_id) as first_bucket from (${events}) crossing group by ${group}`;
  const next = writing.dialect.leftJoinFew("sessions n", [
    "n.visitor_id = c.visitor_id",
    "n.prev_at = c.started_at",
    `n.started_at >= ${integer(start)}`,
    `n.started_at < ${integer(end)}`,
  ]);
  return `select c.bucket, 0, 0, 0, sum(c.views),
 count(*) filter (where c.started_at < c.bucket_start and (n.started_at is null or n.started_at >= c.bucket_end)),
 count(*) filter (where c.bucket = c.first_bucket and c.started_at < ${integer(start)} and n.started_at is null)
from (${visits}) c ${next} group by c.bucket`;
}
