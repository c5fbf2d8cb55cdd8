import { allowanceHeaders, type Clock, createCallCount, RateLimited } from "@heliometer/core";
import type { FastifyReply } from "fastify";
import { Refused } from "../refusals.ts";

/** What is limited for one secret key, each call by itself. */
export const SERVER_CALLS = ["track", "identify", "user_id", "batch"] as const;
export type ServerCall = (typeof SERVER_CALLS)[number];
/** How often a key may call in a minute; 0 does not limit. */
export type ServerRateLimits = Readonly<Record<ServerCall, number>>;

export const SERVER_RATE_LIMITS: ServerRateLimits = { track: 1_000, identify: 500, user_id: 100, batch: 3_000 };

/** Counts a call of a key, and tells in the answer's headers how many are left. */
export type CountCall = (reply: FastifyReply, call: { keyId: string; kind: ServerCall }) => void;

/**
 * Counts from now on.
 * The returned function throws Refused as `rate_limited_project` when a key has called too often.
 */
export function createServerRates(limits: ServerRateLimits, clock: Clock): CountCall {
  const count = createCallCount(clock);
  return (reply, { keyId, kind }) => {
    const allowance = count(`${kind} ${keyId}`, limits[kind]);
    if (!allowance) return;
    reply.headers(allowanceHeaders(allowance));
    if (allowance.isTaken) return;
    const { limit, retryAfterSeconds } = allowance;
    const message = `This key may make ${limit} such calls in a minute. Nothing of this one was kept; the next is answered in ${retryAfterSeconds} seconds. Many events go into one call of /api/v1/events/batch.`;
    throw new Refused("rate_limited_project", new RateLimited(message, retryAfterSeconds));
  };
}
