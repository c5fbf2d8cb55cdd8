import { TIMESTAMP_AHEAD_MS_MAX, TIMESTAMP_PAST_MS_MAX } from "../limits.ts";

/** When an event happened. `redated`: the sender's clock was out of bounds, so that this is the time of receipt. */
export interface EventTime {
  readonly ts: number;
  readonly redated: boolean;
}

/** The sender's time where it is believable, else the time of receipt. Both in milliseconds since the epoch. */
export function readTime(sentAt: number | null, receivedAt: number): EventTime {
  if (sentAt === null) return { ts: receivedAt, redated: false };
  const believable = sentAt >= receivedAt - TIMESTAMP_PAST_MS_MAX && sentAt <= receivedAt + TIMESTAMP_AHEAD_MS_MAX;
  return believable ? { ts: sentAt, redated: false } : { ts: receivedAt, redated: true };
}
