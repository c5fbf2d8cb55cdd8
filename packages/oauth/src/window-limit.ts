import type { Clock } from "@heliometer/core";

const KEYS_MAX = 10_000;
const EVERYBODY = "everybody";

/** Counts events by key in a sliding window. */
export interface WindowLimit {
  /** Counts one event, or says how long to wait: whole seconds, at least 1. `most` raises the limit of this key. */
  count(key: string, most?: number): number | null;
}

export interface WindowLimitOptions {
  windowMs: number;
  /** Events of one key within the window. */
  perKey: number;
  /** Events of all keys together. */
  total: number;
  clock: Clock;
}

/** A sliding window in memory; each process counts for itself. */
export function createWindowLimit({ windowMs, perKey, total, clock }: WindowLimitOptions): WindowLimit {
  const instants = new Map<string, number[]>();

  function recent(key: string): number[] {
    const now = clock();
    // Instants of the future stand there after the clock was set back; they would never leave.
    return (instants.get(key) ?? []).filter((instant) => instant > now - windowMs && instant <= now);
  }

  function waitFor(limit: number, counted: readonly number[]): number | null {
    const oldest = counted[counted.length - limit];
    return oldest === undefined ? null : Math.max(1, Math.ceil((oldest + windowMs - clock()) / 1000));
  }

  function count(key: string, most: number = perKey): number | null {
    const own = recent(key);
    const all = recent(EVERYBODY);
    const wait = waitFor(most, own) ?? waitFor(total, all);
    if (wait !== null) return wait;
    // Deleting first keeps the map in the order of last use, so that the oldest key is the one to forget.
    instants.delete(key);
    instants.set(key, [...own, clock()]);
    instants.set(EVERYBODY, [...all, clock()]);
    for (const oldest of instants.keys()) {
      if (instants.size <= KEYS_MAX) break;
      if (oldest !== EVERYBODY) instants.delete(oldest);
    }
    return null;
  }

  return { count };
}
