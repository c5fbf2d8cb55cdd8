import type { Database } from "./database.ts";

/**
 * Runs `run` in one transaction: all of its writes are kept or none. Inside a transaction it joins that one, so a verb
 * may be a step of a larger one. `run` uses `tx` only: on SQLite there is one connection, and waiting for it from within
 * would wait for ever.
 */
export async function inTransaction<Result>(db: Database, run: (tx: Database) => Promise<Result>): Promise<Result> {
  return db.isTransaction ? run(db) : db.transaction().execute(run);
}
