import type { Plan } from "../plan.ts";
import type { VisitPart } from "../visit-parts.ts";
import { readField, type Writing, writeConditions, writeProject } from "./conditions.ts";
import { writeCrossing } from "./crossing.ts";
import { writeBucket, writeInSpans } from "./spans.ts";

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
    writeProject("s", plan.projectId, writing),
    ...writeConditions(plan.filters.session, { session: "s", event: "e" }, writing),
  ];
}
