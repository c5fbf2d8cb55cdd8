import { createHash } from "node:crypto";
import type { EnrichedEvent } from "@heliometer/events";
import type { Filter } from "../input/filters.ts";
import type { Step } from "./histories.ts";

const VISIT_GAP_MS = 30 * 60_000;

/** A visit, put together from raw events and merges alone. */
export interface OracleSession {
  readonly events: readonly OracleEvent[];
  readonly start: number;
  readonly last: number;
  readonly isNew: boolean;
}

export interface OracleEvent {
  readonly source: EnrichedEvent;
  /** As of the end of the history. */
  readonly visitor: string;
  session: OracleSession | null;
}

export interface Oracle {
  readonly events: readonly OracleEvent[];
  readonly sessions: readonly OracleSession[];
}

/** An event that was stored, and the visitors as they were at that moment: one name for all ids of one. */
interface Stored {
  readonly source: EnrichedEvent;
  readonly nameOf: (visitorId: string) => string;
}

/** Every event once, in visits; events of servers belong to none. Visitors are those of the end of the history. */
export function createOracle(steps: readonly Step[]): Oracle {
  const { stored, nameOf } = replay(steps);
  const events = new Map(
    stored.map((each): [Stored, OracleEvent] => {
      const { source } = each;
      return [each, { source, visitor: nameOf(source.visitorId), session: null }];
    }),
  );
  const visits = connect(stored.filter(({ source }) => source.kind !== "server"))
    .map((visit) => visit.flatMap((each) => events.get(each) ?? []).sort(byTime))
    .sort(([one], [other]) => (one && other ? byTime(one, other) : 0));
  const seen = new Set<string>();
  const sessions = visits.map((visit) => {
    const visitor = visit[0]?.visitor ?? "";
    const isNew = !seen.has(visitor);
    seen.add(visitor);
    return close(visit, isNew);
  });
  return { events: [...events.values()], sessions };
}

function replay(steps: readonly Step[]) {
  const stored = new Map<string, Stored>();
  let nameOf = (visitorId: string) => visitorId;
  for (const step of steps) {
    if ("events" in step) {
      for (const source of step.events) {
        if (!stored.has(source.eventId)) stored.set(source.eventId, { source, nameOf });
      }
    } else {
      const [before, from, into] = [nameOf, nameOf(step.from), nameOf(step.into)];
      nameOf = (visitorId) => (before(visitorId) === from ? into : before(visitorId));
    }
  }
  return { stored: [...stored.values()], nameOf };
}

/**
 * Two events stand in one visit if steps of at most 30 minutes lead from one to the other, each between two events that
 * were of one visitor when the later of them to arrive was stored. `stored` is in the order of arrival.
 */
function connect(stored: readonly Stored[]): Stored[][] {
  const visits: Stored[][] = [];
  for (const later of stored) {
    const isNear = ({ source }: Stored) =>
      later.nameOf(source.visitorId) === later.nameOf(later.source.visitorId) &&
      Math.abs(source.ts - later.source.ts) <= VISIT_GAP_MS;
    const reached = visits.filter((visit) => visit.some(isNear));
    const others = visits.filter((visit) => !reached.includes(visit));
    visits.splice(0, visits.length, ...others, [...reached.flat(), later]);
  }
  return visits;
}

function close(events: OracleEvent[], isNew: boolean): OracleSession {
  const instants = events.map(({ source }) => source.ts);
  const session = { events, start: Math.min(...instants), last: Math.max(...instants), isNew };
  for (const event of events) event.session = session;
  return session;
}

/** By time; events of the same millisecond by their stored id. */
function byTime(one: OracleEvent, other: OracleEvent): number {
  const difference = one.source.ts - other.source.ts;
  if (difference !== 0) return difference;
  return storedId(one.source) < storedId(other.source) ? -1 : 1;
}

function storedId({ projectId, eventId }: EnrichedEvent): bigint {
  return createHash("sha256").update(`${projectId}\u0000${eventId}`).digest().readBigInt64BE();
}

export interface Stretch {
  readonly start: number;
  readonly end: number;
}

const within = ({ start, end }: Stretch, instant: number) => instant >= start && instant < end;

/** The rows that the definitions speak of, after filters. */
export function countedRows(oracle: Oracle, stretch: Stretch, filters: readonly Filter[]) {
  const about = splitFilters(filters);
  const ofSession = (session: OracleSession | null) =>
    about.session.every((filter) => session !== null && holds(filter, sessionText(filter.dimension, session)));
  const passesPage = (event: OracleEvent) =>
    event.source.kind === "pageview" && about.page.every((filter) => holds(filter, eventText(filter, event)));
  const passesEvent = (event: OracleEvent) =>
    event.source.kind !== "pageview" && about.event.every((filter) => holds(filter, eventText(filter, event)));
  const has = (session: OracleSession | null, filters: readonly Filter[], passes: (event: OracleEvent) => boolean) =>
    filters.length === 0 || (session?.events.some(passes) ?? false);
  const hasPage = (session: OracleSession | null) => has(session, about.page, passesPage);
  const hasEvent = (session: OracleSession | null) => has(session, about.event, passesEvent);
  const events = oracle.events.filter(({ source, session }) => within(stretch, source.ts) && ofSession(session));
  const pageViews = events.filter((event) => passesPage(event) && hasEvent(event.session));
  const custom = events.filter((event) => passesEvent(event) && hasPage(event.session));
  const clients = events.filter(({ source }) => source.kind !== "server");
  const sessions = oracle.sessions.filter(
    (session) => within(stretch, session.start) && ofSession(session) && hasPage(session) && hasEvent(session),
  );
  const activity = about.page.length > 0 ? pageViews : about.event.length > 0 ? custom : clients;
  return { sessions, pageViews, custom, activity };
}

export const visitorsOf = (events: readonly OracleEvent[]) => new Set(events.map(({ visitor }) => visitor)).size;

/** The five figures over rows. */
export function figuresOf({ sessions, pageViews, activity }: ReturnType<typeof countedRows>) {
  const durationMs = sessions.reduce((sum, { start, last }) => sum + last - start, 0);
  return {
    uniqueVisitors: visitorsOf(activity),
    pageViews: pageViews.length,
    sessions: sessions.length,
    bounceRate: rate(sessions.filter(isBounce).length, sessions.length),
    avgDuration: sessions.length === 0 ? null : Math.round(durationMs / sessions.length / 100) / 10,
  };
}

export const rate = (part: number, whole: number) => (whole === 0 ? null : Math.round((1000 * part) / whole) / 10);

export const isBounce = ({ events }: OracleSession) => events.length === 1 && events[0]?.source.kind === "pageview";

/** First or last page of a visit, '' without page views. */
export function pageOf(session: OracleSession, which: "entry" | "exit"): string {
  const views = session.events.filter(({ source }) => source.kind === "pageview");
  return views.at(which === "entry" ? 0 : -1)?.source.path ?? "";
}

function splitFilters(filters: readonly Filter[]) {
  const aboutOf = ({ dimension }: Filter) => {
    if (dimension === "page" || dimension === "host") return "page";
    return dimension === "eventName" || dimension === "eventProperty" ? "event" : "session";
  };
  const about = Map.groupBy(filters, aboutOf);
  return { session: about.get("session") ?? [], page: about.get("page") ?? [], event: about.get("event") ?? [] };
}

/** The text of a visit. */
export function sessionText(dimension: Filter["dimension"], session: OracleSession): string {
  const visit = session.events[0]?.source.visit;
  if (dimension === "entryPage") return pageOf(session, "entry");
  if (dimension === "exitPage") return pageOf(session, "exit");
  if (dimension === "visitorType") return session.isNew ? "new" : "returning";
  return String(Reflect.get(visit ?? {}, dimension));
}

function eventText(filter: Filter, { source }: OracleEvent): string {
  if (filter.dimension === "page") return source.path;
  if (filter.dimension === "host") return source.hostname;
  return filter.dimension === "eventName" ? source.name : propertyOf(source, filter.property ?? "");
}

/** The value of a property as text, '' without it. */
export function propertyOf({ properties }: EnrichedEvent, name: string): string {
  const value: unknown = properties === "" ? undefined : Reflect.get(JSON.parse(properties), name);
  return value === undefined || value === null ? "" : String(value);
}

function holds({ operator, values }: Filter, text: string): boolean {
  switch (operator) {
    case "is":
      return values.includes(text);
    case "is_not":
      return !values.includes(text);
    case "contains":
      return values.some((value) => text.includes(value));
    case "not_contains":
      return !values.some((value) => text.includes(value));
    case "starts_with":
      return values.some((value) => text.startsWith(value));
  }
}

/** Rows by label, most first, labels in the order of code points; at most `limit`. */
export function ranked<Row extends object>(
  rows: readonly Row[],
  by: { count: keyof Row; label: (row: Row) => string; limit: number },
) {
  const sorted = [...rows].sort((one, other) => {
    const difference = Number(other[by.count]) - Number(one[by.count]);
    return difference !== 0 ? difference : Buffer.compare(Buffer.from(by.label(one)), Buffer.from(by.label(other)));
  });
  return sorted.slice(0, by.limit);
}
