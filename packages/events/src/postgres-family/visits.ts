import type { Field, Part, Plan, PlannedMeasure } from "../plan.ts";
import { isOfSession, readField, type Writing, writeConditions } from "./conditions.ts";
import { outerRange, writeBucket, writeInSpans } from "./spans.ts";

/** Parts that can be measured together over visits. */
export interface VisitPart {
  readonly by: readonly Field[];
  readonly measures: readonly { readonly planned: PlannedMeasure; readonly aggregate: string }[];
}

/** What a measure of a kind of rows is over visits; what is not here cannot be taken from them. */
const AGGREGATES: Readonly<Record<string, string>> = {
  "activity visitors": "count(distinct visitor_id)",
  "pageviews count": "sum(views)",
  "sessions count": "sum(starts)",
  "sessions bounces": "sum(bounces)",
  "sessions sessionMs": "sum(session_ms)",
};

/**
 * All parts of a plan as one over visits, null where the plan asks for something that only single events know. A visit
 * that lies in one bucket tells its visitor and page views without a look at its events, which are many times as many.
 */
export function fuseParts(plan: Plan): VisitPart | null {
  const [first] = plan.parts;
  if (!first || plan.filters.page.length > 0 || plan.filters.event.length > 0) return null;
  if (plan.parts.every((part) => part.rows === "sessions")) return null;
  if (!plan.parts.every((part) => part.by.every(isOfSession) && sameFields(part.by, first.by))) return null;
  const measures = plan.parts.flatMap(measuresOverVisits);
  return measures.includes(null) ? null : { by: first.by, measures: measures.filter((measure) => measure !== null) };
}

function sameFields(one: readonly Field[], other: readonly Field[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function measuresOverVisits(part: Part): (VisitPart["measures"][number] | null)[] {
  return part.measures.map((planned) => {
    const aggregate = AGGREGATES[`${part.rows} ${planned.measure}`];
    return aggregate === undefined ? null : { planned, aggregate };
  });
}

/**
 * The visits of a plan: every one that starts in the spans, with its page views if it ends in the bucket in which it
 * starts; then the events of those that do not, and of those that started before, each in its own bucket.
 */
export function writeVisits(plan: Plan, part: VisitPart, writing: Writing): string {
  const keys = part.by.map(
    (field, index) => `${readField(field, { session: "s", event: "e" }, writing)} as key_${index}`,
  );
  const rows = `${writeStarting(plan, keys, writing)} union all ${writeCrossing(plan, keys, writing)}`;
  return plan.skipEmptyKeys && keys.length > 0 ? `select * from (${rows}) filled where key_0 <> ''` : rows;
}

function writeStarting(plan: Plan, keys: readonly string[], writing: Writing): string {
  const columns = [
    `${writeBucket("s.started_at", plan.spans, writing)} as bucket`,
    ...keys,
    "s.visitor_id",
    "1 as starts",
    "case when s.pageviews = 1 and s.custom_events = 0 then 1 else 0 end as bounces",
    "s.last_activity_at - s.started_at as session_ms",
    `case when ${writeIsWhole(plan, writing)} then s.pageviews else 0 end as views`,
  ];
  const where = [...writeScope(plan, writing), writeInSpans("s.started_at", plan.spans, writing)];
  return `select ${columns.join(", ")} from sessions s where ${where.join(" and ")}`;
}

function writeCrossing(plan: Plan, keys: readonly string[], writing: Writing): string {
  const { start, end } = outerRange(plan.spans);
  const columns = [
    `${writeBucket("e.ts", plan.spans, writing)} as bucket`,
    ...keys,
    "e.visitor_id",
    "0 as starts",
    "0 as bounces",
    "0 as session_ms",
    "case when e.kind = 1 then 1 else 0 end as views",
  ];
  const where = [
    ...writeScope(plan, writing),
    `s.last_activity_at >= ${writing.binder.integer(start)}`,
    `s.started_at < ${writing.binder.integer(end)}`,
    `not (${writeInSpans("s.started_at", plan.spans, writing)} and ${writeIsWhole(plan, writing)})`,
  ];
  // The id of a session is a hash over its project too; a join by one number is twice as fast as by a text and a number.
  const join = writing.dialect.joinFewEvents([
    "e.session_id = s.session_id",
    `e.project_id = ${writing.binder.text(plan.projectId)}`,
    "e.kind in (1, 2)",
    writeInSpans("e.ts", plan.spans, writing),
  ]);
  return `select ${columns.join(", ")} from sessions s ${join} where ${where.join(" and ")}`;
}

function writeScope(plan: Plan, writing: Writing): string[] {
  return [
    `s.project_id = ${writing.binder.text(plan.projectId)}`,
    ...writeConditions(plan.filters.session, { session: "s", event: "e" }, writing),
  ];
}

/** That a visit which starts in the spans also ends in the same bucket. */
function writeIsWhole(plan: Plan, writing: Writing): string {
  const inside = writeInSpans("s.last_event_at", plan.spans, writing);
  const isOne = plan.spans.length === 1 && plan.spans[0]?.count === 1;
  if (isOne) return inside;
  const [starts, ends] = ["s.started_at", "s.last_event_at"].map((instant) =>
    writeBucket(instant, plan.spans, writing),
  );
  return `${inside} and ${starts} = ${ends}`;
}
