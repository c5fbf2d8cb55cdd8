import { type Clock, createSlidingCount, RateLimited } from "@heliometer/core";
import { Refused } from "../refusals.ts";

/** What is limited for one visitor, each kind by itself. */
export const RATE_KINDS = ["pageview", "event", "identify", "beacon", "heartbeat", "vital", "error"] as const;
export type RateKind = (typeof RATE_KINDS)[number];

/** How much may come in a minute; 0 does not limit. */
export interface RateLimits {
  /** Of one visitor of a project, by kind. */
  readonly visitor: Readonly<Record<RateKind, number>>;
  /** Of one project, with all its public keys, all kinds together. */
  readonly project: number;
}

/**
 * What no person does and no page should. Nothing is limited by network address: behind one there may be a whole school.
 */
export const RATE_LIMITS: RateLimits = {
  visitor: { pageview: 120, event: 300, identify: 30, beacon: 300, heartbeat: 60, vital: 120, error: 60 },
  project: 600_000,
};

/** What a project may still send in this minute; what the headers of an answer say. */
export interface ProjectAllowance {
  readonly limit: number;
  readonly remaining: number;
  /** Unix seconds when a new minute begins. */
  readonly resetAt: number;
}

/** Whom a rate is counted for. `isShared`: the name does not tell one visitor from another. */
interface RatedVisitor {
  readonly projectId: string;
  readonly visitorId: string;
  readonly isShared: boolean;
}

/** The limits of one process, in its memory. */
export interface Rates {
  /**
   * Counts `events` more for a project; null when projects are not limited.
   * @throws Refused as `rate_limited_project`, with the seconds until it is worth another try.
   */
  takeProject(projectId: string, events: number): ProjectAllowance | null;
  /** Counts one more for a visitor; false when it is too many. A name that many may share has ten times the room. */
  takeVisitor(visitor: RatedVisitor, kind: RateKind): boolean;
}

const SHARED_FACTOR = 10;
const SECONDS_PER_MINUTE = 60;
const MS_PER_SECOND = 1_000;

/** Counts from now on. */
export function createRates(limits: RateLimits, clock: Clock): Rates {
  const projects = createSlidingCount(clock);
  const visitors = createSlidingCount(clock);

  function takeProject(projectId: string, events: number): ProjectAllowance | null {
    if (limits.project === 0) return null;
    const isTaken = projects.take(projectId, limits.project, events);
    const seconds = Math.floor(clock() / MS_PER_SECOND);
    const resetAt = seconds - (seconds % SECONDS_PER_MINUTE) + SECONDS_PER_MINUTE;
    if (isTaken)
      return {
        limit: limits.project,
        remaining: Math.max(0, Math.floor(limits.project - projects.used(projectId))),
        resetAt,
      };
    const message = `This project may send ${limits.project} events in a minute, and these would be more. Nothing of this request was kept; send it again after the time in Retry-After.`;
    throw new Refused("rate_limited_project", new RateLimited(message, Math.max(1, resetAt - seconds)));
  }

  return {
    takeProject,
    takeVisitor: ({ projectId, visitorId, isShared }, kind) => {
      const limit = limits.visitor[kind] * (isShared ? SHARED_FACTOR : 1);
      return limit === 0 || visitors.take(`${kind} ${projectId} ${visitorId}`, limit, 1);
    },
  };
}
