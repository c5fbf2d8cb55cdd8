/** A stream of numbers that looks random and is the same for the same seed. */
export interface Random {
  /** At least 0, less than 1. */
  next(): number;
  /** A whole number of 0 … `below` − 1. */
  below(below: number): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
}

/** Draws entries in proportion to their weights. */
export type Draw<Entry> = (random: Pick<Random, "next" | "below" | "chance">) => Entry;

/** Mulberry32: 2³² numbers before it repeats, more than the longest history takes. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return { next, below: (below) => Math.floor(next() * below), chance: (probability) => next() < probability };
}

/** Prepares drawing from a list; weights need not add up to anything. */
export function drawFrom<Entry>(
  entries: readonly Entry[],
  weightOf: (entry: Entry, rank: number) => number,
): Draw<Entry> {
  let total = 0;
  const sums = Float64Array.from(entries, (entry, rank) => {
    total += weightOf(entry, rank);
    return total;
  });
  return (random) => {
    const entry = entries[firstAbove(sums, random.next() * total)];
    if (entry === undefined) throw new RangeError("Nothing to draw from.");
    return entry;
  };
}

/** Zipf's law: the entry of rank n (from 0) weighs 1 / (n + 1). */
export function zipf(_entry: unknown, rank: number): number {
  return 1 / (rank + 1);
}

function firstAbove(sums: Float64Array, value: number): number {
  let low = 0;
  let high = sums.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sums[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
