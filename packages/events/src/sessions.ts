import type { HashedEvent } from "./events.ts";
import type { VisitFacts } from "./store.ts";

/** A visit ends when this time passes without activity; a longer gap starts the next one. */
export const VISIT_GAP_MS = 1_800_000;

/** A page view as a visit remembers its first and its last. */
export interface PageMoment {
  readonly ts: number;
  readonly eventId: bigint;
  readonly path: string;
}

/** A visit of one visitor. Instants are milliseconds since the epoch. */
export interface Session {
  readonly projectId: string;
  /** The id of the event that opened the visit, the first to arrive: unique in a project, as events are. */
  readonly sessionId: bigint;
  readonly visitorId: bigint;
  readonly startedAt: number;
  /** The event at `startedAt`; where several share the instant, the one with the smallest id. */
  readonly firstEventId: bigint;
  readonly lastEventAt: number;
  /** The last instant at which the visitor was there: of an event, of a page being looked at, or of a sign of life. */
  readonly lastActivityAt: number;
  /** The start of the visitor's visit before, null if there is none. */
  readonly prevAt: number | null;
  readonly pageviews: number;
  readonly customEvents: number;
  /** The first and the last page view, null if the visit has none. */
  readonly entry: PageMoment | null;
  readonly exit: PageMoment | null;
  readonly hostname: string;
  readonly visit: VisitFacts;
}

/** The visit that an event would be if it were alone. */
export function sessionOf({ source, eventId, visitorId }: HashedEvent): Session {
  const isPageview = source.kind === "pageview";
  const page = isPageview ? { ts: source.ts, eventId, path: source.path } : null;
  return {
    projectId: source.projectId,
    sessionId: eventId,
    visitorId,
    startedAt: source.ts,
    firstEventId: eventId,
    lastEventAt: source.ts,
    lastActivityAt: isPageview ? source.ts + (source.durationMs ?? 0) : source.ts,
    prevAt: null,
    pageviews: isPageview ? 1 : 0,
    customEvents: isPageview ? 0 : 1,
    entry: page,
    exit: page,
    hostname: source.hostname,
    visit: source.visit,
  };
}

/**
 * Two parts of one visit as one. `earlier` starts first (`compareSessions`): its id stays, and what is known of the
 * visit comes from it. Merging is associative, so the order in which events arrive leaves no trace.
 */
export function mergeSessions(earlier: Session, later: Session): Session {
  return {
    ...earlier,
    lastEventAt: Math.max(earlier.lastEventAt, later.lastEventAt),
    lastActivityAt: Math.max(earlier.lastActivityAt, later.lastActivityAt),
    pageviews: earlier.pageviews + later.pageviews,
    customEvents: earlier.customEvents + later.customEvents,
    entry: firstOf(earlier.entry, later.entry),
    exit: lastOf(earlier.exit, later.exit),
  };
}

/** Orders visits of one visitor by time, at the same instant by the id of their first event. */
export function compareSessions(a: Session, b: Session): number {
  return a.startedAt - b.startedAt || compareIds(a.firstEventId, b.firstEventId);
}

function firstOf(a: PageMoment | null, b: PageMoment | null): PageMoment | null {
  if (a === null || b === null) return a ?? b;
  return compareMoments(a, b) <= 0 ? a : b;
}

function lastOf(a: PageMoment | null, b: PageMoment | null): PageMoment | null {
  if (a === null || b === null) return a ?? b;
  return compareMoments(a, b) >= 0 ? a : b;
}

function compareMoments(a: PageMoment, b: PageMoment): number {
  return a.ts - b.ts || compareIds(a.eventId, b.eventId);
}

function compareIds(a: bigint, b: bigint): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
