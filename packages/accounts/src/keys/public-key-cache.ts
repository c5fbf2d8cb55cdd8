import type { Stores } from "../context.ts";
import { onKeysEnded } from "./changes.ts";
import { findPublicKey } from "./find-public.ts";

/** A key that was ended on another node is still taken for this long here. */
const KNOWN_MS = 5_000;
/** Whoever sends made-up keys does not fill the memory. */
const KEYS_MAX = 10_000;

type Found = { projectId: string } | null;

/**
 * `findPublicKey` with a memory: a key is looked up every few seconds instead of for every event. A key that ends in this
 * process ends at once.
 */
export function createPublicKeyCache(stores: Stores): (key: string) => Promise<Found> {
  const known = new Map<string, { found: Promise<Found>; until: number }>();
  onKeysEnded(stores.db, () => known.clear());
  return (key) => {
    const now = stores.clock();
    const entry = known.get(key);
    if (entry && now < entry.until) return entry.found;
    if (known.size >= KEYS_MAX) known.clear();
    const found = findPublicKey(stores, key);
    known.set(key, { found, until: now + KNOWN_MS });
    // What is unknown may be made the next moment, and a store that does not answer may answer the next time.
    const forget = () => known.delete(key);
    found.then((project) => (project ? undefined : forget()), forget);
    return found;
  };
}
