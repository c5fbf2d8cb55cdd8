import { type Clock, RateLimited } from "@heliometer/core";
import type { FastifyReply } from "fastify";
import { createSlidingCount } from "../rates/sliding-count.ts";
import { Refused } from "../refusals.ts";

/** What is limited for one secret key, each call by itself. */
export const SERVER_CALLS = ["track", "identify", "user_id", "batch"] as const;
export type ServerCall = (typeof SERVER_CALLS)[number];
/** How often a key may call in a minute; 0 does not limit. */
export type ServerRateLimits = Readonly<Record<ServerCall, number>>;

export const SERVER_RATE_LIMITS: ServerRateLimits = { track: 1_000, identify: 500, user_id: 100, batch: 3_000 };

/** Counts a call of a key, and tells in the answer's headers how many are left. */
export type CountCall = (reply: FastifyReply, call: { keyId: string; kind: ServerCall }) => void;

const MINUTE_MS = 60_000;
const MS_PER_SECOND = 1_000;

/**
 * Counts from now on.
 * The returned function throws Refused as `rate_limited_project` when a key has called too often.
 */
export function createServerRates(limits: ServerRateLimits, clock: Clock): CountCall {
  const counts = createSlidingCount(clock);
  return (reply, { keyId, kind }) => {
    const limit = limits[kind];
    if (limit === 0) return;
    const name = `${kind} ${keyId}`;
    const isTaken = counts.take(name, limit, 1);
    const resetMs = MINUTE_MS - (clock() % MINUTE_MS);
    reply
      .header("x-ratelimit-limit", limit)
      .header("x-ratelimit-remaining", isTaken ? Math.max(0, Math.floor(limit - counts.used(name))) : 0)
      .header("x-ratelimit-reset", Math.round((clock() + resetMs) / MS_PER_SECOND));
    if (isTaken) return;
    const seconds = Math.ceil(resetMs / MS_PER_SECOND);
    const message = `This key may make ${limit} such calls in a minute. Nothing of this one was kept; the next is answered in ${seconds} seconds. Many events go into one call of /api/v1/events/batch.`;
    throw new Refused("rate_limited_project", new RateLimited(message, seconds));
  };
}
