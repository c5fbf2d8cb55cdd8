import type { Clock } from "./clock.ts";
import { createSlidingCount } from "./sliding-count.ts";

/** What a caller may still do in this minute. */
export interface CallAllowance {
  /** False: this call is one too many, and was not counted. */
  readonly isTaken: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Unix seconds when a new minute begins. */
  readonly resetAt: number;
  readonly retryAfterSeconds: number;
}

const MINUTE_MS = 60_000;
const MS_PER_SECOND = 1_000;

/** Counts calls over a sliding minute, by name. A limit of 0 does not limit: null. */
export function createCallCount(clock: Clock): (name: string, limit: number) => CallAllowance | null {
  const counts = createSlidingCount(clock);
  return (name, limit) => {
    if (limit === 0) return null;
    const isTaken = counts.take(name, limit, 1);
    const now = clock();
    const resetMs = MINUTE_MS - (now % MINUTE_MS);
    return {
      isTaken,
      limit,
      remaining: isTaken ? Math.max(0, Math.floor(limit - counts.used(name))) : 0,
      resetAt: Math.round((now + resetMs) / MS_PER_SECOND),
      retryAfterSeconds: Math.ceil(resetMs / MS_PER_SECOND),
    };
  };
}

/** The headers that tell a caller of it, as the reference has them. */
export function allowanceHeaders({
  limit,
  remaining,
  resetAt,
}: Pick<CallAllowance, "limit" | "remaining" | "resetAt">): Readonly<Record<string, number>> {
  return { "x-ratelimit-limit": limit, "x-ratelimit-remaining": remaining, "x-ratelimit-reset": resetAt };
}
