/** How many there are of each; never less than none. */
export type Tally = Map<string, number>;

/** Adds up rows by their key. */
export function tally<Row>(rows: readonly Row[], keyOf: (row: Row) => string, countOf: (row: Row) => number): Tally {
  const counts: Tally = new Map();
  for (const row of rows) increase(counts, keyOf(row), countOf(row));
  return counts;
}

/** Changes a count; one that falls to nothing goes. */
export function increase(counts: Tally, key: string, by: number): void {
  const count = (counts.get(key) ?? 0) + by;
  if (count > 0) counts.set(key, count);
  else counts.delete(key);
}

/** The sum of the counts. */
export function sumOf(counts: Tally): number {
  let sum = 0;
  for (const count of counts.values()) sum += count;
  return sum;
}

/**
 * Chooses `wanted` of what is there, of each in proportion to its count (by largest remainders, the first of equals),
 * and takes them out. Chooses everything where there is less.
 */
export function takeShare(from: Tally, wanted: number): Tally {
  const sum = sumOf(from);
  const share = sum === 0 ? 0 : Math.min(1, wanted / sum);
  const parts = [...from].map(([key, count]) => {
    const exact = count * share;
    return { key, count, taken: Math.floor(exact), rest: exact - Math.floor(exact) };
  });
  let open = Math.min(wanted, sum) - parts.reduce((taken, part) => taken + part.taken, 0);
  for (const part of [...parts].sort((a, b) => b.rest - a.rest)) {
    if (open <= 0) break;
    if (part.taken === part.count) continue;
    part.taken += 1;
    open -= 1;
  }
  const chosen: Tally = new Map();
  for (const { key, taken } of parts) {
    if (taken === 0) continue;
    chosen.set(key, taken);
    increase(from, key, -taken);
  }
  return chosen;
}

/** Takes as much of `wanted` as is there, key by key. @returns what was taken. */
export function takeWanted(from: Tally, wanted: Tally): Tally {
  const taken: Tally = new Map();
  for (const [key, count] of wanted) {
    const available = Math.min(count, from.get(key) ?? 0);
    if (available === 0) continue;
    taken.set(key, available);
    increase(from, key, -available);
  }
  return taken;
}

/** Adds the counts of another tally. */
export function addAll(counts: Tally, others: Tally): void {
  for (const [key, count] of others) increase(counts, key, count);
}

/** Each key as often as it counts. */
export function unfold(counts: Tally): string[] {
  return [...counts].flatMap(([key, count]) => Array.from({ length: count }, () => key));
}
