import { hashId } from "./hash.ts";
import type { Session } from "./sessions.ts";
import type { VisitorMerge } from "./store.ts";

/** A merge with its ids as the tables hold them. */
export interface HashedMerge {
  readonly projectId: string;
  readonly from: bigint;
  readonly into: bigint;
}

/** Hashes the ids of a merge. */
export function hashMerge({ projectId, from, into }: VisitorMerge): HashedMerge {
  return { projectId, from: hashId(projectId, from), into: hashId(projectId, into) };
}

/** Visits to be read: all of these visitors that start at that instant or later. */
export interface StartsToRead {
  readonly visitorIds: readonly bigint[];
  readonly since: number;
}

/**
 * What is missing among the visits within reach of new events where visits may overlap: those that start after one of
 * them and end before it does. Null where nothing can be missing.
 */
export function startsToRead(
  withinReach: readonly Session[],
  mayOverlap: (visitorId: bigint) => boolean,
): StartsToRead | null {
  const sessions = withinReach.filter(({ visitorId }) => mayOverlap(visitorId));
  if (sessions.length === 0) return null;
  return {
    visitorIds: [...new Set(sessions.map(({ visitorId }) => visitorId))],
    since: Math.min(...sessions.map(({ startedAt }) => startedAt)),
  };
}

/** The visits of both lists, each once. */
export function distinctSessions(one: readonly Session[], other: readonly Session[]): Session[] {
  return [...new Map([...one, ...other].map((session) => [session.sessionId, session])).values()];
}
