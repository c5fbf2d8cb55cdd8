import { Unavailable } from "@heliometer/core";
import { OVERLOAD_RETRY_SECONDS } from "../limits.ts";
import { Refused } from "../refusals.ts";
import type { BacklogSize } from "./backlog.ts";

/** What may wait at one time. */
export interface PressureLimits {
  /** Bytes on their way to the disk. */
  readonly writingBytesMax: number;
  /** What is acknowledged and not applied, in the journal. */
  readonly backlogBytesMax: number;
  readonly backlogEntriesMax: number;
}

/** What waits now. */
export interface Pressure {
  readonly writingBytes: number;
  readonly backlog: BacklogSize;
  /** Entries per second that the store takes; null while that is not known. */
  readonly rate: number | null;
  readonly isCatchingUp: boolean;
}

export const PRESSURE_LIMITS: PressureLimits = {
  writingBytesMax: 33_554_432,
  backlogBytesMax: 1_073_741_824,
  backlogEntriesMax: 2_000_000,
};
/** While the store works, more may wait than it takes in this time only if it is this little. */
const BACKLOG_SECONDS = 4;
const BACKLOG_ENTRIES_FREE = 20_000;

/**
 * Whether no more may be accepted. While the store is away, and until it has worked off what came meanwhile, the journal
 * fills up to its bounds. While it works, the backlog is held so short that everything is visible within seconds: what
 * cannot be shown soon is better kept by the sender.
 */
export function isTooMuch({ writingBytes, backlog, rate, isCatchingUp }: Pressure, limits: PressureLimits): boolean {
  if (writingBytes >= limits.writingBytesMax) return true;
  if (backlog.bytes >= limits.backlogBytesMax || backlog.entries >= limits.backlogEntriesMax) return true;
  if (isCatchingUp || rate === null) return false;
  return backlog.entries >= Math.max(BACKLOG_ENTRIES_FREE, rate * BACKLOG_SECONDS);
}

/** What a sender reads while too much waits. */
export function overloaded(): Refused {
  return refusal(
    "overloaded",
    "Too many events are waiting to be stored. Nothing of this request was kept; send it again",
  );
}

/** What a sender reads while the disk is nearly full. */
export function diskFull(): Refused {
  return refusal(
    "disk_full",
    "This server has too little free disk space. Nothing of this request was kept; send it again",
  );
}

/** What a sender reads whose event could not be written. */
export function notWritten(): Refused {
  return refusal(
    "store_failed",
    "The event could not be stored just now. Nothing of it was kept; send it again with the same id",
  );
}

function refusal(reason: "overloaded" | "disk_full" | "store_failed", sentence: string): Refused {
  return new Refused(reason, new Unavailable(`${sentence} after the time in Retry-After.`, OVERLOAD_RETRY_SECONDS));
}
