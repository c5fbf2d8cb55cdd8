import type { Database } from "@heliometer/db";

const listeners = new WeakMap<Database, Set<() => void>>();

/** Calls `listener` whenever this process ends a key over the given store: what remembers keys forgets them then. */
export function onKeysEnded(db: Database, listener: () => void): void {
  const known = listeners.get(db) ?? new Set();
  known.add(listener);
  listeners.set(db, known);
}

/** Tells that a key, or a project with its keys, has ended. Call it after the commit. */
export function keysEnded(db: Database): void {
  for (const listener of listeners.get(db) ?? []) listener();
}
