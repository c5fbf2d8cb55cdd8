import { isOfSession, sessionColumns } from "../fields.ts";
import { CLIENT_EVENTS, customKinds, includeServers, KIND_CODES, PAGE_VIEW } from "../kinds.ts";
import type { Filters, Measure, Part, Plan, RowSet } from "../plan.ts";
import { isOneBucket, outerRange } from "../spans.ts";
import { type Aliases, readField, type Writing, writeConditions, writeProject } from "./conditions.ts";
import { writeBucket, writeInSpans } from "./spans.ts";

const ALIASES: Aliases = { session: "s", event: "e" };
/** A page view or event that a session must have, whichever it is. */
const INNER: Aliases = { session: "s", event: "x" };

/** By one number alone: the id of a session is a hash over its project too, and a text in the join doubles its cost. */
const JOIN_SESSION = "join sessions s on s.session_id = e.session_id";

/** What a measure reads of a row. */
type RowColumn = "visitor_id" | "happened_at" | "duration_ms" | "pageviews" | "custom_events" | "session_ms";

const COLUMNS_OF: Readonly<Record<Measure, readonly RowColumn[]>> = {
  visitors: ["visitor_id"],
  count: [],
  bounces: ["pageviews", "custom_events"],
  sessionMs: ["session_ms"],
  timedCount: ["duration_ms"],
  timedMs: ["duration_ms"],
  firstAt: ["happened_at"],
  lastAt: ["happened_at"],
};

/** One kind of rows on its way into a statement. */
interface Source {
  readonly from: string;
  /** The columns that measures may read, by name. */
  readonly columns: Readonly<Partial<Record<RowColumn, string>>>;
  readonly instant: string;
  readonly where: readonly string[];
}

/**
 * The rows of a part before they are measured: its bucket and keys, and the columns that the measures read. Bounce and
 * duration stand on the session row, so no filter on events can change them.
 */
export function writeRows(plan: Plan, part: Part, writing: Writing): string {
  const source = SOURCES[part.rows](plan, part, writing);
  const keys = part.by.map((field, index) => `${readField(field, ALIASES, writing)} as key_${index}`);
  const read = new Set(part.measures.flatMap(({ measure }) => COLUMNS_OF[measure]));
  const values = [...read].map((name) => `${source.columns[name]} as ${name}`);
  const columns = [`${writeBucket(source.instant, plan.spans, writing)} as bucket`, ...keys, ...values];
  const where = [...source.where, writeInSpans(source.instant, plan.spans, writing)];
  const rows = `select ${columns.join(", ")} from ${source.from} where ${where.join(" and ")}`;
  return plan.skipEmptyKeys && part.by.length > 0 ? `select * from (${rows}) filled where key_0 <> ''` : rows;
}

/** The kind of rows that a part counts: activity that has to pass conditions is page views, or custom events. */
export function countedRows(rows: RowSet, { page, event }: Filters): RowSet {
  if (rows !== "activity") return rows;
  if (page.length > 0) return "pageviews";
  return event.length > 0 ? "events" : rows;
}

type WriteSource = (plan: Plan, part: Part, writing: Writing) => Source;

const SOURCES: Readonly<Record<RowSet, WriteSource>> = {
  sessions: (plan, _part, writing) => ({
    from: "sessions s",
    instant: "s.started_at",
    columns: {
      visitor_id: "s.visitor_id",
      happened_at: "s.started_at",
      pageviews: "s.pageviews",
      custom_events: "s.custom_events",
      session_ms: "s.last_activity_at - s.started_at",
    },
    where: [
      writeProject("s", plan.projectId, writing),
      ...writeConditions(plan.filters.session, ALIASES, writing),
      ...writeHaving(plan, { ofSession: "s.session_id", page: true, event: true, since: true }, writing),
    ],
  }),
  pageviews: (plan, part, writing) =>
    eventSource(plan, part, { table: "events", kinds: PAGE_VIEW, own: "page", writing }),
  activity: (plan, part, writing) =>
    eventSource(plan, part, { table: "events", kinds: CLIENT_EVENTS, own: "none", writing }),
  events: (plan, part, writing) => {
    const table = writing.dialect.namedEvents;
    return eventSource(plan, part, { table, kinds: customKinds(plan.filters), own: "event", writing });
  },
  presence: (plan, part, writing) => presenceSource(plan, part, writing),
};

interface EventRows {
  readonly table: string;
  readonly kinds: readonly number[];
  /** The conditions that the rows themselves have to pass; the others are asked of their session. */
  readonly own: "page" | "event" | "none";
  readonly writing: Writing;
}

function eventSource(plan: Plan, part: Part, { table, kinds, own, writing }: EventRows): Source {
  const needsSession = plan.filters.session.length > 0 || part.by.some(isOfSession);
  const ownConditions = own === "none" ? [] : plan.filters[own];
  return {
    from: needsSession ? `${table} e ${JOIN_SESSION}` : `${table} e`,
    instant: "e.ts",
    columns: { visitor_id: "e.visitor_id", happened_at: "e.ts", duration_ms: "e.duration_ms" },
    where: [
      writeProject("e", plan.projectId, writing),
      writeKinds("e", kinds),
      ...writeConditions(ownConditions, ALIASES, writing),
      ...(needsSession ? writeSessionScope(plan, kinds, writing) : []),
      ...writeConditions(plan.filters.session, ALIASES, writing),
      ...writeHaving(plan, { ofSession: "e.session_id", page: own !== "page", event: own !== "event" }, writing),
    ],
  };
}

/**
 * The sessions of an event's project. Those that cannot hold a row of the spans need not be read; an event sent by a
 * server may lie outside the time of the session that it joins, so that holds for page views and client events alone.
 */
function writeSessionScope(plan: Plan, kinds: readonly number[], writing: Writing): string[] {
  const { binder } = writing;
  const project = writeProject("s", plan.projectId, writing);
  if (includeServers(kinds)) return [project];
  const { start, end } = outerRange(plan.spans);
  return [project, `s.last_activity_at >= ${binder.integer(start)}`, `s.started_at < ${binder.integer(end)}`];
}

function presenceSource(plan: Plan, part: Part, writing: Writing): Source {
  if (isOneBucket(plan.spans) && part.measures.every(({ measure }) => measure === "visitors")) {
    return presentSource(plan, part, writing);
  }
  const ofProject = (alias: string) => writeProject(alias, plan.projectId, writing);
  const signs = [
    `select x.visitor_id, x.session_id, x.ts from events x where ${ofProject("x")} and x.kind <> ${KIND_CODES.signal} and ${writeInSpans("x.ts", plan.spans, writing)}`,
    `select x.visitor_id, x.session_id, x.last_activity_at as ts from sessions x where ${ofProject("x")} and ${writeInSpans("x.last_activity_at", plan.spans, writing)}`,
  ];
  const needsSession = part.by.some(isOfSession);
  const since = writing.binder.integer(outerRange(plan.spans).start);
  return {
    from: `(${signs.join(" union all ")}) e${needsSession ? ` ${JOIN_SESSION}` : ""}`,
    instant: "e.ts",
    columns: { visitor_id: "e.visitor_id", happened_at: "e.ts" },
    where: needsSession ? [ofProject("s"), `s.last_activity_at >= ${since}`] : [],
  };
}

/**
 * Who is there in one bucket, told by the visits, each of which knows its last sign of life. Events are read of those
 * visits alone that go on after the bucket, and of servers, which belong to no visit.
 */
function presentSource(plan: Plan, { by }: Part, writing: Writing): Source {
  const { binder, dialect } = writing;
  const ofProject = (alias: string) => writeProject(alias, plan.projectId, writing);
  const columns = ["visitor_id", ...sessionColumns(by)].map((column) => `s.${column}`).join(", ");
  const join = dialect.joinFew("events e", [
    "e.session_id = s.session_id",
    writeKinds("e", CLIENT_EVENTS),
    writeInSpans("e.ts", plan.spans, writing),
  ]);
  const { end } = outerRange(plan.spans);
  const goesOn = [`s.started_at < ${binder.integer(end)}`, `s.last_activity_at >= ${binder.integer(end)}`];
  const signs = [
    `select ${columns}, s.last_activity_at as seen_at from sessions s where ${ofProject("s")} and ${writeInSpans("s.last_activity_at", plan.spans, writing)}`,
    `select ${columns}, e.ts as seen_at from sessions s ${join} where ${ofProject("s")} and ${goesOn.join(" and ")}`,
  ];
  if (by.length === 0) {
    signs.push(
      `select x.visitor_id, x.ts as seen_at from ${dialect.namedEvents} x where ${ofProject("x")} and x.kind = ${KIND_CODES.server} and ${writeInSpans("x.ts", plan.spans, writing)}`,
    );
  }
  return {
    from: `(${signs.join(" union all ")}) s`,
    instant: "s.seen_at",
    columns: { visitor_id: "s.visitor_id" },
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
function writeHaving(plan: Plan, having: Having, writing: Writing): string[] {
  const conditions: string[] = [];
  if (having.page && plan.filters.page.length > 0) {
    const since = having.since ? [`x.ts >= ${writing.binder.integer(outerRange(plan.spans).start)}`] : [];
    const where = [writeKinds("x", PAGE_VIEW), ...since, ...writeConditions(plan.filters.page, INNER, writing)];
    conditions.push(writeMembership(plan, having.ofSession, { table: "events", where, writing }));
  }
  if (having.event && plan.filters.event.length > 0) {
    const where = [writeKinds("x", customKinds(plan.filters)), ...writeConditions(plan.filters.event, INNER, writing)];
    const table = writing.dialect.namedEvents;
    conditions.push(writeMembership(plan, having.ofSession, { table, where, writing }));
  }
  return conditions;
}

interface Members {
  readonly table: string;
  readonly where: readonly string[];
  readonly writing: Writing;
}

function writeMembership(plan: Plan, sessionId: string, { table, where, writing }: Members): string {
  const conditions = [writeProject("x", plan.projectId, writing), "x.session_id <> 0", ...where].join(" and ");
  return `${sessionId} in (select x.session_id from ${table} x where ${conditions})`;
}

function writeKinds(alias: string, kinds: readonly number[]): string {
  return kinds.length === 1 ? `${alias}.kind = ${kinds[0]}` : `${alias}.kind in (${kinds.join(", ")})`;
}
