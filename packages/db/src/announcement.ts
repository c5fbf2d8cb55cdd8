import type { Database } from "./database.ts";

/** What happens in this process over one store, for those who remember what it changes. */
export interface Announcement {
  /** Calls `listener` at every announcement over the given store. */
  listen(db: Database, listener: () => void): void;
  /** Call it after the commit. */
  announce(db: Database): void;
}

/** Makes an announcement that nobody listens to yet. */
export function createAnnouncement(): Announcement {
  const listeners = new WeakMap<Database, Set<() => void>>();
  return {
    listen(db, listener) {
      const known = listeners.get(db) ?? new Set();
      known.add(listener);
      listeners.set(db, known);
    },
    announce(db) {
      for (const listener of listeners.get(db) ?? []) listener();
    },
  };
}
