import { isOfSession, sessionColumns } from "../fields.ts";
import { CLIENT_EVENTS, customKinds, includeServers, KIND_CODES, PAGE_VIEW } from "../kinds.ts";
import type { Field, Filters, Part, Plan, RowSet } from "../plan.ts";
import { isOneBucket, outerRange } from "../spans.ts";
import type { Binder } from "./binder.ts";
import { readField, writeConditions } from "./conditions.ts";
import { writeBucket, writeInSpans } from "./spans.ts";

/** One kind of rows on its way into a statement. Columns of sessions that are shown come under the alias `s`. */
interface Source {
  readonly from: string;
  readonly columns: readonly string[];
  readonly instant: string;
  readonly where: readonly string[];
}

/**
 * The rows of a part before they are measured: its bucket and keys, and the columns that the measures read. Bounce and
 * duration stand on the session row, so no filter on events can change them.
 */
export function writeRows(plan: Plan, part: Part, binder: Binder): string {
  const source = SOURCES[part.rows](plan, part, binder);
  const keys = part.by.map(
    (field, index) => `${readField(field, isOfSession(field) ? "s" : "e", binder)} as key_${index}`,
  );
  const columns = [`${writeBucket(source.instant, plan.spans, binder)} as bucket_number`, ...keys, ...source.columns];
  const where = [...source.where, writeInSpans(source.instant, plan.spans, binder)];
  return skipEmpty(plan, part, `select ${columns.join(", ")} from ${source.from} where ${where.join(" and ")}`);
}

/** Leaves out the rows that have no text under the first key, where the plan says so. */
export function skipEmpty(plan: Plan, { by }: Pick<Part, "by">, rows: string): string {
  return plan.skipEmptyKeys && by.length > 0 ? `select * from (${rows}) where key_0 <> ''` : rows;
}

type WriteSource = (plan: Plan, part: Part, binder: Binder) => Source;

const SOURCES: Readonly<Record<RowSet, WriteSource>> = {
  sessions: (plan, _part, binder) => ({
    from: "sessions as s final",
    instant: "s.started_at",
    columns: [
      "s.visitor_id as visitor_id",
      "s.started_at as happened_at",
      "s.pageviews as pageviews",
      "s.custom_events as custom_events",
      "s.last_activity_at - s.started_at as session_ms",
    ],
    where: [
      `s.project_id = ${binder.text(plan.projectId)}`,
      ...writeConditions(plan.filters.session, "s", binder),
      ...writeHaving(plan, { ofSession: "s.session_id", page: true, event: true, since: true }, binder),
    ],
  }),
  pageviews: (plan, part, binder) => eventSource(plan, part, { kinds: PAGE_VIEW, own: "page", binder }),
  activity: (plan, part, binder) => eventSource(plan, part, { ...countedActivity(plan.filters), binder }),
  events: (plan, part, binder) => eventSource(plan, part, { kinds: customKinds(plan.filters), own: "event", binder }),
  presence: (plan, part, binder) => presenceSource(plan, part, binder),
};

interface EventRows {
  readonly kinds: readonly number[];
  /** The conditions that the rows themselves have to pass; the others are asked of their session. */
  readonly own: "page" | "event" | "none";
  readonly binder: Binder;
}

function countedActivity(filters: Filters): Omit<EventRows, "binder"> {
  if (filters.page.length > 0) return { kinds: PAGE_VIEW, own: "page" };
  if (filters.event.length > 0) return { kinds: customKinds(filters), own: "event" };
  return { kinds: CLIENT_EVENTS, own: "none" };
}

function eventSource(plan: Plan, part: Part, { kinds, own, binder }: EventRows): Source {
  const project = binder.text(plan.projectId);
  const ownConditions = own === "none" ? [] : plan.filters[own];
  const sessions = [
    `s.project_id = ${project}`,
    ...writeSessionBounds(plan, kinds, binder),
    ...writeConditions(plan.filters.session, "s", binder),
  ];
  const shown = part.by.filter(isOfSession);
  const asked = shown.length === 0 && plan.filters.session.length > 0;
  return {
    from: `events as e final${shown.length > 0 ? ` ${joinSessions(shown, sessions)}` : ""}`,
    instant: "e.ts",
    columns: ["e.visitor_id as visitor_id", "e.ts as happened_at", "e.duration_ms as duration_ms"],
    where: [
      `e.project_id = ${project}`,
      writeKinds("e", kinds),
      ...writeConditions(ownConditions, "e", binder),
      ...(asked
        ? [`e.session_id in (select s.session_id from sessions as s final where ${sessions.join(" and ")})`]
        : []),
      ...writeHaving(plan, { ofSession: "e.session_id", page: own !== "page", event: own !== "event" }, binder),
    ],
  };
}

/**
 * Joins the sessions that pass, with the columns that are shown and no more: they stand on the right, the side that is
 * held in memory.
 */
export function joinSessions(shown: readonly Field[], where: readonly string[], more: readonly string[] = []): string {
  const columns = new Set(["session_id", ...more, ...sessionColumns(shown)]);
  const list = [...columns].map((column) => `s.${column} as ${column}`);
  return `inner join (select ${list.join(", ")} from sessions as s final where ${where.join(" and ")}) as s on s.session_id = e.session_id`;
}

/**
 * Sessions that cannot hold a row of the spans need not be read. An event sent by a server may lie outside the time of
 * the session that it joins, so this holds for page views and client events alone.
 */
function writeSessionBounds(plan: Plan, kinds: readonly number[], binder: Binder): string[] {
  if (includeServers(kinds)) return [];
  const { start, end } = outerRange(plan.spans);
  return [`s.last_event_at >= ${binder.integer(start)}`, `s.started_at < ${binder.integer(end)}`];
}

function presenceSource(plan: Plan, part: Part, binder: Binder): Source {
  if (isOneBucket(plan.spans) && part.measures.every(({ measure }) => measure === "visitors")) {
    return presentSource(plan, part, binder);
  }
  const project = binder.text(plan.projectId);
  const signs = [
    `select x.visitor_id as visitor_id, x.session_id as session_id, x.ts as ts from events as x final where x.project_id = ${project} and x.kind <> ${KIND_CODES.signal} and ${writeInSpans("x.ts", plan.spans, binder)}`,
    `select x.visitor_id as visitor_id, x.session_id as session_id, x.last_activity_at as ts from sessions as x final where x.project_id = ${project} and ${writeInSpans("x.last_activity_at", plan.spans, binder)}`,
  ];
  const shown = part.by.filter(isOfSession);
  const join = shown.length > 0 ? ` ${joinSessions(shown, [`s.project_id = ${project}`])}` : "";
  return {
    from: `(${signs.join(" union all ")}) as e${join}`,
    instant: "e.ts",
    columns: ["e.visitor_id as visitor_id", "e.ts as happened_at"],
    where: [],
  };
}

/**
 * Who is there in one bucket, told by the visits, each of which knows its last sign of life. Events are read of those
 * visits alone that go on after the bucket, and of servers, which belong to no visit.
 */
function presentSource(plan: Plan, { by }: Part, binder: Binder): Source {
  const project = binder.text(plan.projectId);
  const { end } = outerRange(plan.spans);
  const columns = [...sessionColumns(by), "visitor_id"].map((column) => `x.${column} as ${column}`).join(", ");
  const goesOn = [`s.started_at < ${binder.integer(end)}`, `s.last_activity_at >= ${binder.integer(end)}`];
  const signs = [
    `select ${columns}, x.last_activity_at as seen_at from sessions as x final where x.project_id = ${project} and ${writeInSpans("x.last_activity_at", plan.spans, binder)}`,
    `select ${columns.replaceAll("x.", "s.")}, e.ts as seen_at from events as e final ${joinSessions(by, [`s.project_id = ${project}`, ...goesOn], ["visitor_id"])} where e.project_id = ${project} and ${writeKinds("e", CLIENT_EVENTS)} and ${writeInSpans("e.ts", plan.spans, binder)}`,
  ];
  if (by.length === 0) {
    signs.push(
      `select x.visitor_id as visitor_id, x.ts as seen_at from events as x final where x.project_id = ${project} and x.kind = ${KIND_CODES.server} and ${writeInSpans("x.ts", plan.spans, binder)}`,
    );
  }
  return {
    from: `(${signs.join(" union all ")}) as s`,
    instant: "s.seen_at",
    columns: ["s.visitor_id as visitor_id"],
    where: [],
  };
}

interface Having {
  readonly ofSession: string;
  readonly page?: boolean;
  readonly event?: boolean;
  /** The session starts in the spans, so what belongs to it is not older. */
  readonly since?: boolean;
}

/** That the session has a page view, and an event, which pass the conditions; looked for in the whole session. */
function writeHaving(plan: Plan, having: Having, binder: Binder): string[] {
  const { page, event } = plan.filters;
  const project = `x.project_id = ${binder.text(plan.projectId)}`;
  const conditions: string[] = [];
  const ask = (where: readonly string[]) => {
    const all = [project, "x.session_id <> 0", ...where].join(" and ");
    conditions.push(`${having.ofSession} in (select x.session_id from events as x final where ${all})`);
  };
  if (having.page && page.length > 0) {
    const since = having.since ? [`x.ts >= ${binder.integer(outerRange(plan.spans).start)}`] : [];
    ask([writeKinds("x", PAGE_VIEW), ...since, ...writeConditions(page, "x", binder)]);
  }
  if (having.event && event.length > 0)
    ask([writeKinds("x", customKinds(plan.filters)), ...writeConditions(event, "x", binder)]);
  return conditions;
}

function writeKinds(alias: string, kinds: readonly number[]): string {
  return `${alias}.kind in (${kinds.join(", ")})`;
}
