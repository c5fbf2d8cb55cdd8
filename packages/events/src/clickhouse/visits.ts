import type { Field, Plan } from "../plan.ts";
import { outerRange } from "../spans.ts";
import type { VisitPart } from "../visit-parts.ts";
import type { Binder } from "./binder.ts";
import { readField, writeConditions } from "./conditions.ts";
import { joinSessions, skipEmpty } from "./rows.ts";
import { writeBucket, writeDay, writeInSpans } from "./spans.ts";

/**
 * The visits of a plan: every one that starts in the spans, with its page views if it ends in the bucket in which it
 * starts; then the events of those that do not, and of those that started before, each in its own bucket.
 */
export function writeVisits(plan: Plan, part: VisitPart, binder: Binder): string {
  const keys = part.by.map((field, index) => `${readField(field, "s", binder)} as key_${index}`);
  const rows = [writeStarting(plan, keys, binder), writeCrossing(plan, { ...part, keys }, binder)];
  return skipEmpty(plan, part, rows.join(" union all "));
}

function writeStarting(plan: Plan, keys: readonly string[], binder: Binder): string {
  const columns = [
    `${writeBucket("s.started_at", plan.spans, binder)} as bucket_number`,
    ...keys,
    "s.visitor_id as visitor_id",
    "1 as starts",
    "if(s.pageviews = 1 and s.custom_events = 0, 1, 0) as bounces",
    "s.last_activity_at - s.started_at as session_ms",
    `if(${writeIsWhole(plan, binder)}, s.pageviews, 0) as views`,
  ];
  const where = [...writeScope(plan, binder), writeInSpans("s.started_at", plan.spans, binder)];
  return `select ${columns.join(", ")} from sessions as s final where ${where.join(" and ")}`;
}

function writeCrossing(
  plan: Plan,
  { by, keys }: { by: readonly Field[]; keys: readonly string[] },
  binder: Binder,
): string {
  const { start, end } = outerRange(plan.spans);
  const columns = [
    `${writeBucket("e.ts", plan.spans, binder)} as bucket_number`,
    ...keys,
    "e.visitor_id as visitor_id",
    "0 as starts",
    "0 as bounces",
    "0 as session_ms",
    "if(e.kind = 1, 1, 0) as views",
  ];
  const sessions = [
    ...writeScope(plan, binder),
    `s.last_event_at >= ${binder.integer(start)}`,
    `s.started_at < ${binder.integer(end)}`,
    `not (${writeInSpans("s.started_at", plan.spans, binder)} and ${writeIsWhole(plan, binder)})`,
  ];
  const join = by.length > 0 ? ` ${joinSessions(by, sessions)}` : "";
  const where = [
    `e.project_id = ${binder.text(plan.projectId)}`,
    "e.kind in (1, 2)",
    writeInSpans("e.ts", plan.spans, binder),
    writeOfSessions(sessions),
  ];
  return `select ${columns.join(", ")} from events as e final${join} where ${where.join(" and ")}`;
}

/**
 * That an event belongs to one of the sessions. Days and visitors come first, because the table is sorted by them: of
 * a month of events only the pieces are read that can hold one.
 */
function writeOfSessions(where: readonly string[]): string {
  const [first, last] = [writeDay("s.started_at"), writeDay("s.last_event_at")];
  const days = `arrayJoin(range(${first}, ${last} + 1)) as day`;
  return `(${writeDay("e.ts")}, e.visitor_id, e.session_id) in (select ${days}, s.visitor_id, s.session_id from sessions as s final where ${where.join(" and ")})`;
}

function writeScope(plan: Plan, binder: Binder): string[] {
  return [`s.project_id = ${binder.text(plan.projectId)}`, ...writeConditions(plan.filters.session, "s", binder)];
}

/** That a visit which starts in the spans also ends in the same bucket. */
function writeIsWhole(plan: Plan, binder: Binder): string {
  const inside = writeInSpans("s.last_event_at", plan.spans, binder);
  const isOne = plan.spans.length === 1 && plan.spans[0]?.count === 1;
  if (isOne) return inside;
  const [starts, ends] = ["s.started_at", "s.last_event_at"].map((instant) => writeBucket(instant, plan.spans, binder));
  return `${inside} and ${starts} = ${ends}`;
}
