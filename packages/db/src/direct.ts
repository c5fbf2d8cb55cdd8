import type { Database } from "./database.ts";

/** A statement in the database's own words. Under one name it is always the same text. */
interface DirectQuery {
  name: string;
  text: string;
  values: readonly unknown[];
}

/** Asks the database without the query builder, outside of any transaction. @throws Unavailable */
export type AskDirectly = (query: DirectQuery) => Promise<object[]>;

/** How a store is asked directly. */
export interface DirectAccess {
  ask: AskDirectly;
  /** A SQLite file has one connection that writes, and the builder keeps its queue. */
  writes: boolean;
}

const known = new WeakMap<Database, DirectAccess>();

/** Remembers how a store that was opened is asked directly. */
export function allowDirectAccess(db: Database, access: DirectAccess): void {
  known.set(db, access);
}

/** How this store is asked directly; undefined for a transaction, which has its own connection. */
export function directAccess(db: Database): DirectAccess | undefined {
  return known.get(db);
}
