/** Counts for many names over a sliding minute. */
export interface SlidingCount {
  /** Counts `weight` more for a name unless that exceeds the limit; false when it does, and then nothing is counted. */
  take(name: string, limit: number, weight: number): boolean;
  /** What is counted for a name at the moment. */
  used(name: string): number;
}

const MINUTE_MS = 60_000;
/** Beyond so many names in a minute new ones are not counted: a limit that fails leaves its door open. */
const NAMES_MAX = 200_000;

/** A count that slides: this minute's, and the part of the one before that still lies within sixty seconds. */
export function createSlidingCount(clock: () => number): SlidingCount {
  let minute = 0;
  let now = new Map<string, number>();
  let before = new Map<string, number>();

  function turn(): number {
    const at = clock() / MINUTE_MS;
    const current = Math.floor(at);
    if (current !== minute) {
      before = current === minute + 1 ? now : new Map();
      now = new Map();
      minute = current;
    }
    return 1 - (at - current);
  }

  function used(name: string): number {
    const share = turn();
    return (now.get(name) ?? 0) + (before.get(name) ?? 0) * share;
  }

  return {
    used,
    take(name, limit, weight) {
      if (used(name) + weight > limit) return false;
      const counted = now.get(name);
      if (counted !== undefined || now.size < NAMES_MAX) now.set(name, (counted ?? 0) + weight);
      return true;
    },
  };
}
