import type { Clock } from "@heliometer/core";
import { createSharedCounts, MINUTE_MS, type ShareCounts, type Tally } from "./shared-counts.ts";

/** What a credential may still do; what the headers of every answer say. */
export interface Allowance {
  limit: number;
  remaining: number;
  /** Unix seconds when a new minute begins. */
  resetAt: number;
  /** Seconds until a call like this one is answered; null when it is answered now. */
  retryAfterSeconds: number | null;
}

/** Counts calls. A refused call is not counted. */
export interface CallLimit {
  take(credential: string, calls: number): Promise<Allowance>;
}

export interface CallLimitOptions {
  perMinute: number;
  clock: Clock;
  /** Tells other nodes; without it the limit is this process's own. */
  share?: ShareCounts;
  onShareFailed?: (error: unknown) => void;
}

/** A node tells the others after this many calls. */
const SLICE = 10;
/** So near to the limit, it asks them before each call. */
const NEAR = 25;
/** A node does not run further ahead of what the others know of it. */
const UNTOLD_MAX = 2 * SLICE;

/**
 * A limit on calls for each credential: a sliding minute, reckoned from this minute's count and the part of the minute
 * before that still lies within 60 seconds. Several nodes tell each other their counts in slices, off the calls' path;
 * only the last calls before the limit wait for what the others say. When the others cannot be asked, a node goes on
 * with what it knows.
 */
export function createCallLimit({ perMinute, clock, share, onShareFailed }: CallLimitOptions): CallLimit {
  const shared = createSharedCounts({
    ...(share && { share }),
    slice: SLICE,
    onShareFailed: onShareFailed ?? (() => {}),
  });
  return {
    async take(credential, calls) {
      const now = clock();
      const minute = Math.floor(now / MINUTE_MS);
      let tally = shared.tallyOf(credential, minute);
      const room = perMinute - calls - used(tally, now);
      // What others have told never makes room, so nobody is asked when there is none.
      if (share && room >= 0 && (room < NEAR || tally.own >= UNTOLD_MAX)) {
        await shared.ask(credential, minute);
        tally = shared.tallyOf(credential, minute);
      }
      const before = used(tally, now);
      const isOver = before + calls > perMinute;
      if (!isOver) shared.add(credential, minute, calls);
      return {
        limit: perMinute,
        remaining: Math.max(0, Math.floor(perMinute - before - (isOver ? 0 : calls))),
        resetAt: (minute + 1) * (MINUTE_MS / 1000),
        retryAfterSeconds: isOver ? secondsUntil(tally, { calls, perMinute, now }) : null,
      };
    },
  };
}

function used({ current, previous }: Tally, now: number): number {
  return current + previous * (1 - (now % MINUTE_MS) / MINUTE_MS);
}

/** When the sliding minute has room again: still in this minute, or in the next one. */
function secondsUntil(
  { current, previous }: Tally,
  { calls, perMinute, now }: { calls: number; perMinute: number; now: number },
): number {
  const elapsedMs = now % MINUTE_MS;
  const room = perMinute - calls;
  const waitMs =
    current <= room
      ? roomAfterMs(previous, room - current) - elapsedMs
      : MINUTE_MS - elapsedMs + roomAfterMs(current, Math.max(0, room));
  return Math.max(1, Math.ceil(waitMs / 1000));
}

/** How far into a minute the one before, with `count` calls, weighs no more than `room`. */
function roomAfterMs(count: number, room: number): number {
  return count <= room ? 0 : MINUTE_MS * (1 - room / count);
}
