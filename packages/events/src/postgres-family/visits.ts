import type { Field, Part, Plan, PlannedMeasure } from "../plan.ts";
import { isOfSession, readField, type Writing, writeConditions } from "./conditions.ts";
import { writeCrossing } from "./crossing.ts";
import { writeBucket, writeInSpans } from "./spans.ts";

/** Parts that can be measured together over visits. */
export interface VisitPart {
  readonly by: readonly Field[];
  readonly measures: readonly { readonly planned: PlannedMeasure; readonly column: VisitColumn }[];
}

/** What visits and the events of crossing visits are measured by; `visitor_id` is to be counted, the rest added up. */
type VisitColumn = "visitor_id" | "views" | "starts" | "bounces" | "session_ms";

/** What a measure of a kind of rows is over visits; what is not here cannot be taken from them. */
const COLUMNS: Readonly<Record<string, VisitColumn>> = {
  "activity visitors": "visitor_id",
  "pageviews count": "views",
  "sessions count": "starts",
  "sessions bounces": "bounces",
  "sessions sessionMs": "session_ms",
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
    const column = COLUMNS[`${part.rows} ${planned.measure}`];
    return column === undefined ? null : { planned, column };
  });
}

/**
 * The visits of a plan: every one that starts in the spans, with all its page views; then what lies in another bucket than
 * the start of its visit.
 */
export function writeVisits(plan: Plan, part: VisitPart, writing: Writing): string {
  const keys = part.by.map(
    (field, index) => `${readField(field, { session: "s", event: "e" }, writing)} as key_${index}`,
  );
  const leaving = part.measures.some(({ column }) => column === "views");
  const rows = `${writeStarting(plan, keys, writing)} union all ${writeMoved(plan, { keys, leaving }, writing)}`;
  return plan.skipEmptyKeys && keys.length > 0 ? `select * from (${rows}) filled where key_0 <> ''` : rows;
}

interface MovedRows {
  readonly keys: readonly string[];
  /** Whether page views are missing where their visit starts. */
  readonly leaving: boolean;
}

/**
 * What lies in another bucket than the start of its visit: a page view moves there, its visitor is in both. The columns
 * are those of a visit that starts.
 */
function writeMoved(plan: Plan, { keys, leaving }: MovedRows, writing: Writing): string {
  const columns = [...keys, "e.visitor_id", "e.kind"];
  const crossing = writeCrossing(plan, { columns, where: writeScope(plan, writing), leaving }, writing);
  const none = "0 as starts, 0 as bounces, 0 as session_ms";
  const names = [...keys.map((_, index) => `key_${index}`), "visitor_id", none].join(", ");
  if (!leaving) return `select here as bucket, ${names}, 0 as views from (${crossing}) crossing where here is not null`;
  const bucket = "case when side = 1 then here else home end";
  return `select ${bucket} as bucket, ${names}, case when kind = 1 then side else 0 end as views from (${crossing}) crossing cross join (values (1), (-1)) sides (side) where ${bucket} is not null`;
}

function writeStarting(plan: Plan, keys: readonly string[], writing: Writing): string {
  const scope = writeScope(plan, writing);
  const pieces = (writing.extent.isSmall ? [plan.spans] : plan.spans.map((span) => [span])).map((spans) => {
    const columns = [
      `${writeBucket("s.started_at", spans, writing)} as bucket`,
      ...keys,
      "s.visitor_id",
      "1 as starts",
      "case when s.pageviews = 1 and s.custom_events = 0 then 1 else 0 end as bounces",
      "s.last_activity_at - s.started_at as session_ms",
      "s.pageviews as views",
    ];
    const where = [...scope, writeInSpans("s.started_at", spans, writing)];
    return `select ${columns.join(", ")} from sessions s where ${where.join(" and ")}`;
  });
  return pieces.join(" union all ");
}

function writeScope(plan: Plan, writing: Writing): string[] {
  return [
    `s.project_id = ${writing.binder.id(plan.projectId)}`,
    ...writeConditions(plan.filters.session, { session: "s", event: "e" }, writing),
  ];
}
