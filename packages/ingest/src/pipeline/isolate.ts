import { Unavailable } from "@heliometer/core";
import { applyEntries, type WritableStore } from "./apply.ts";
import type { Entry } from "./entries.ts";

/** An entry that the store refuses although it takes others. */
export interface RefusedEntry {
  readonly entry: Entry;
  readonly error: unknown;
}

/** What came of a search; `events` that are new and such as were known. */
export interface Isolated {
  readonly stored: number;
  readonly duplicates: number;
  readonly refused: readonly RefusedEntry[];
  /** Whether anything was taken at all. If not, nothing is proved: then it may be the store that is at fault. */
  readonly isProved: boolean;
}

/**
 * Applies what the store takes of a batch that it refuses, by halves, and finds the entries that it does not take.
 * @throws Unavailable as soon as the store says that it cannot work at all.
 */
export async function isolateRefused(store: WritableStore, entries: readonly Entry[]): Promise<Isolated> {
  const refused: RefusedEntry[] = [];
  const total = { stored: 0, duplicates: 0, isProved: false };
  const open: (readonly Entry[])[] = [entries];
  for (let part = open.pop(); part; part = open.pop()) {
    try {
      const { stored, duplicates } = await applyEntries(store, part);
      total.stored += stored;
      total.duplicates += duplicates;
      total.isProved = true;
    } catch (error) {
      if (error instanceof Unavailable) throw error;
      const [entry] = part;
      const middle = part.length >> 1;
      // The first half on top, so that the order is kept.
      if (part.length > 1) open.push(part.slice(middle), part.slice(0, middle));
      else if (entry) refused.push({ entry, error });
    }
  }
  return { ...total, refused };
}
