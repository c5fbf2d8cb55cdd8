import { InvalidInput } from "@heliometer/core";
import { HISTORY_AHEAD_MS_MAX, HISTORY_OLDEST } from "../limits.ts";
import { Refused } from "../refusals.ts";

/**
 * When an event of a server happened, in milliseconds since the epoch: what it says, or now. Unlike a visitor's, a
 * server's clock is not doubted in silence.
 * @throws Refused for an instant more than a day ahead, and for one older than what is kept.
 */
export function readServerTime(sentAt: number | null, { now, oldest }: { now: number; oldest: number | null }): number {
  if (sentAt === null) return now;
  if (sentAt > now + HISTORY_AHEAD_MS_MAX) throw outOfBounds("must not be more than a day ahead", sentAt, now);
  const first = Math.max(oldest ?? HISTORY_OLDEST, HISTORY_OLDEST);
  if (sentAt >= first) return sentAt;
  const bound = new Date(first).toISOString();
  throw outOfBounds(`must not be older than what this project keeps, which begins at ${bound}`, sentAt, now);
}

function outOfBounds(rule: string, sentAt: number, now: number): Refused {
  const fault = {
    field: "timestamp",
    rule: `${rule}.`,
    received: sentAt,
    example: { timestamp: new Date(now).toISOString() },
  };
  return new Refused("invalid_field", new InvalidInput(fault));
}
