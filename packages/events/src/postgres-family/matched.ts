import { isOfSession } from "../fields.ts";
import type { Part, Plan } from "../plan.ts";
import { outerRange } from "../spans.ts";
import { type Aliases, readField, type Writing, writeConditions, writeProject } from "./conditions.ts";
import { writeBucket, writeInSpans } from "./spans.ts";

const ALIASES: Aliases = { session: "s", event: "e" };

/** The rows of a part, read from page views that were looked for once. */
export interface MatchedRows {
  /** A common table of page views that pass, each with its session. */
  readonly matched: string;
  rowsOf(part: Part): string;
}

/**
 * Where pages are filtered, page views and the sessions that have one of them come from the same page views, found once;
 * null where the plan asks for anything else.
 */
export function matchPageViews(plan: Plan, parts: readonly Part[], writing: Writing): MatchedRows | null {
  const [first] = parts;
  const isOne = plan.filters.page.length > 0 && plan.filters.event.length === 0 && parts.length > 1;
  const alike = JSON.stringify(first?.by);
  const fits = ({ rows, by }: Part) =>
    (rows === "pageviews" || rows === "sessions") && by.every(isOfSession) && JSON.stringify(by) === alike;
  if (!first || !isOne || plan.skipEmptyKeys || !parts.every(fits)) return null;
  const keys = first.by.map((_, index) => `key_${index}`);
  return {
    matched: writeMatched(plan, first, writing),
    rowsOf: ({ rows }) => (rows === "sessions" ? writeSessions(plan, keys, writing) : writeViews(plan, keys, writing)),
  };
}

function writeMatched(plan: Plan, { by }: Part, writing: Writing): string {
  const { binder, extent } = writing;
  const { start, end } = outerRange(plan.spans);
  const columns = [
    ...by.map((field, index) => `${readField(field, ALIASES, writing)} as key_${index}`),
    ...["e.session_id", "e.visitor_id", "e.ts", "e.duration_ms"],
    ...["s.started_at", "s.pageviews", "s.custom_events", "s.last_activity_at"],
  ];
  const where = [
    writeProject("e", plan.projectId, writing),
    "e.kind = 1",
    `e.ts >= ${binder.integer(start)}`,
    // A session that starts in the spans may have its page view after them.
    ...(extent.beyond ? [] : [`e.ts < ${binder.integer(end + extent.withinMs)}`]),
    ...writeConditions(plan.filters.page, ALIASES, writing),
    writeProject("s", plan.projectId, writing),
    `s.last_activity_at >= ${binder.integer(start)}`,
    `s.started_at < ${binder.integer(end)}`,
    ...(extent.beyond ? [] : [`s.started_at >= ${binder.integer(start - extent.withinMs)}`]),
    ...writeConditions(plan.filters.session, ALIASES, writing),
  ];
  return `select ${columns.join(", ")} from events e join sessions s on s.session_id = e.session_id where ${where.join(" and ")}`;
}

function writeViews(plan: Plan, keys: readonly string[], writing: Writing): string {
  const bucket = `${writeBucket("ts", plan.spans, writing)} as bucket`;
  const columns = [bucket, ...keys, "visitor_id", "ts as happened_at", "duration_ms"];
  return `select ${columns.join(", ")} from matched where ${writeInSpans("ts", plan.spans, writing)}`;
}

function writeSessions(plan: Plan, keys: readonly string[], writing: Writing): string {
  const session = ["visitor_id", "started_at", "pageviews", "custom_events", "last_activity_at"];
  const columns = [
    `${writeBucket("started_at", plan.spans, writing)} as bucket`,
    ...keys,
    ...["visitor_id", "started_at as happened_at", "pageviews", "custom_events"],
    "last_activity_at - started_at as session_ms",
  ];
  const distinct = [...keys, "session_id", ...session].join(", ");
  return `select ${columns.join(", ")} from (select distinct ${distinct} from matched where ${writeInSpans("started_at", plan.spans, writing)}) sessions_matched`;
}
