import { PAGE_VIEW } from "../kinds.ts";
import type { Part, Plan } from "../plan.ts";
import { isOneBucket, outerRange } from "../spans.ts";
import { type Writing, writeConditions, writeProject } from "./conditions.ts";
import { writeInSpans } from "./spans.ts";

/**
 * Rows with the visitors of all page views of a list of pages, null where it takes a look at every page view. A visit
 * knows its first and its last page view; only where both lie outside of the range may one between them lie inside.
 */
export function writePageVisitors(plan: Plan, { rows, by }: Part, writing: Writing): string | null {
  const { filters, spans, skipEmptyKeys } = plan;
  const [field] = by;
  const isList = rows === "pageviews" && by.length === 1 && field?.of === "event" && field.column === "path";
  if (!isList || !skipEmptyKeys || filters.page.length > 0 || filters.event.length > 0 || !isOneBucket(spans))
    return null;
  const { integer } = writing.binder;
  const { withinMs, beyond } = writing.extent;
  const { start, end } = outerRange(spans);
  const where = [
    writeProject("s", plan.projectId, writing),
    ...(beyond ? [] : [`s.started_at >= ${integer(start - withinMs)}`]),
    `s.started_at < ${integer(end)}`,
    `s.last_event_at >= ${integer(start)}`,
    ...writeConditions(filters.session, { session: "s", event: "e" }, writing),
  ].join(" and ");
  const lies = (moment: string, path: string) => `(${writeInSpans(moment, spans, writing)} and ${path} <> '')`;
  const shows = `(${lies("s.first_pageview_at", "s.entry_path")} or ${lies("s.last_pageview_at", "s.exit_path")})`;
  const join = writing.dialect.joinFew("events e", [
    "e.session_id = s.session_id",
    `e.kind = ${PAGE_VIEW[0]}`,
    "e.path <> ''",
    writeInSpans("e.ts", spans, writing),
  ]);
  return `select s.visitor_id from sessions s where ${where} and s.pageviews > 0 and ${shows} union all select s.visitor_id from sessions s ${join} where ${where} and s.pageviews > 0 and not ${shows}`;
}
