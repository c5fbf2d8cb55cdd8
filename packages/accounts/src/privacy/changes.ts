import type { Database } from "@heliometer/db";

const listeners = new WeakMap<Database, Set<() => void>>();

/** Calls `listener` whenever this process changes what projects have decided: what remembers rules forgets them then. */
export function onRulesChanged(db: Database, listener: () => void): void {
  const known = listeners.get(db) ?? new Set();
  known.add(listener);
  listeners.set(db, known);
}

/** Tells that rules, or the domains of a project, are others now. Call it after the commit. */
export function rulesChanged(db: Database): void {
  for (const listener of listeners.get(db) ?? []) listener();
}
