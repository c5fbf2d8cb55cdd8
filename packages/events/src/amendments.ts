import type { HashedEvent } from "./events.ts";
import { hashId } from "./hash.ts";
import { VISIT_GAP_MS } from "./sessions.ts";
import type { Amendment } from "./store.ts";

const DAY_MS = 86_400_000;
/** A page view takes a duration that is received at most that long after it. */
export const AMENDABLE_MS = 2 * DAY_MS;
/** The clock of a sender may be that far ahead. */
export const AHEAD_MS = DAY_MS;

/** An amendment with its id as the tables hold it. */
export interface HashedAmendment {
  readonly projectId: string;
  /** An event where there is a duration, a visitor where there is none. */
  readonly subjectId: bigint;
  readonly at: number;
  readonly durationMs: number | null;
}

/** A stretch of time in which a visitor was there. */
export interface Sign {
  readonly visitorId: bigint;
  readonly from: number;
  readonly to: number;
  /** What has to wait if no visit stands behind the sign; null for a page view that is stored. */
  readonly amendment: HashedAmendment | null;
}

/** A stored page view that an amendment speaks of. */
export interface StoredPage {
  readonly eventId: bigint;
  readonly visitorId: bigint;
  readonly ts: number;
  readonly durationMs: number | null;
}

/** Hashes the id of an amendment. */
export function hashAmendment(amendment: Amendment): HashedAmendment {
  const { projectId, at } = amendment;
  return amendment.kind === "duration"
    ? { projectId, at, subjectId: hashId(projectId, amendment.eventId), durationMs: amendment.durationMs }
    : { projectId, at, subjectId: hashId(projectId, amendment.visitorId), durationMs: null };
}

/** The amendments with the visitors that their ids have become by merges. */
export function resolveSubjects(
  amendments: readonly HashedAmendment[],
  canonicalOf: (visitorId: bigint) => bigint,
): HashedAmendment[] {
  return amendments.map((amendment) =>
    amendment.durationMs === null ? { ...amendment, subjectId: canonicalOf(amendment.subjectId) } : amendment,
  );
}

/** That a visitor was there, as a sign. */
export function signOf(amendment: HashedAmendment): Sign {
  return { visitorId: amendment.subjectId, from: amendment.at, to: amendment.at, amendment };
}

export interface TimedPages {
  /** The new events, page views with the longest duration that is known of them. */
  readonly events: readonly HashedEvent[];
  /** Stored page views whose duration has become longer, in their new state. */
  readonly pages: readonly StoredPage[];
  readonly signs: readonly Sign[];
  /** Durations of events that have not come. */
  readonly waiting: readonly HashedAmendment[];
  /** Durations that mean nothing: of something else than a page view, or too late. */
  readonly late: readonly HashedAmendment[];
}

/** Gives durations to new events and to stored page views; durations of anything else, and late ones, do nothing. */
export function timePages(
  durations: readonly HashedAmendment[],
  events: readonly HashedEvent[],
  stored: readonly StoredPage[],
): TimedPages {
  const fresh = new Map(events.map((event) => [event.eventId, event]));
  const pages = new Map(stored.map((page) => [page.eventId, page]));
  const longest = new Map<bigint, number>();
  const signs: Sign[] = [];
  const waiting: HashedAmendment[] = [];
  const late: HashedAmendment[] = [];
  for (const duration of durations) {
    const event = fresh.get(duration.subjectId);
    const page = event ? pageOf(event) : pages.get(duration.subjectId);
    if (!page || !isInTime(duration, page)) {
      (event || page ? late : waiting).push(duration);
      continue;
    }
    const durationMs = Math.max(duration.durationMs ?? 0, longest.get(page.eventId) ?? page.durationMs ?? 0);
    longest.set(page.eventId, durationMs);
    signs.push({ visitorId: page.visitorId, from: page.ts, to: seenUntil(duration, page), amendment: null });
  }
  return {
    events: events.map((event) => {
      const durationMs = longest.get(event.eventId);
      return durationMs === undefined ? event : { ...event, source: { ...event.source, durationMs } };
    }),
    pages: stored.flatMap((page) => {
      const durationMs = longest.get(page.eventId);
      return durationMs === undefined || durationMs === page.durationMs ? [] : [{ ...page, durationMs }];
    }),
    signs,
    waiting,
    late,
  };
}

/** Each of them once. */
export function distinctAmendments(amendments: readonly HashedAmendment[]): HashedAmendment[] {
  return [...new Map(amendments.map((amendment) => [keyOf(amendment), amendment])).values()];
}

/** What tells two amendments apart. */
export function keyOf({ subjectId, at, durationMs }: HashedAmendment): string {
  return `${subjectId} ${at} ${durationMs}`;
}

function pageOf({ source, eventId, visitorId }: HashedEvent): StoredPage | undefined {
  if (source.kind !== "pageview") return undefined;
  return { eventId, visitorId, ts: source.ts, durationMs: source.durationMs ?? null };
}

function isInTime({ at }: HashedAmendment, { ts }: StoredPage): boolean {
  return at - ts <= AMENDABLE_MS && ts - at <= AHEAD_MS;
}

/**
 * Until when a page was looked at, as far as a duration tells: up to its receipt, when the visitor was there, unless the
 * message came so late that it tells nothing of that instant.
 */
function seenUntil({ at, durationMs }: HashedAmendment, { ts }: StoredPage): number {
  const end = ts + (durationMs ?? 0);
  return Math.max(ts, at - end <= VISIT_GAP_MS ? at : end);
}
