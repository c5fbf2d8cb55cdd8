import type { Stores } from "../context.ts";
import { createShortMemory } from "../short-memory.ts";
import { keysEnded } from "./changes.ts";
import { findPublicKey } from "./find-public.ts";

/** A key that was ended on another node is still taken for this long here. */
const KNOWN_MS = 5_000;

type Found = { projectId: string } | null;

/**
 * `findPublicKey` with a memory: a key is looked up every few seconds instead of for every event. A key that ends in this
 * process ends at once.
 */
export function createPublicKeyCache(stores: Stores): (key: string) => Promise<Found> {
  const memory = createShortMemory<Found>({
    clock: stores.clock,
    knownMs: KNOWN_MS,
    read: (key) => findPublicKey(stores, key),
    // What is unknown may be made the next moment.
    isKept: (project) => project !== null,
  });
  keysEnded.listen(stores.db, memory.forgetAll);
  return memory.get;
}
