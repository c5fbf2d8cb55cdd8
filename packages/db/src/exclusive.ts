import { SqliteAdapter, sql } from "kysely";
import type { Database } from "./database.ts";

/**
 * Runs a piece of work while no other process that shares this database runs one under the same number. A SQLite file
 * belongs to one process, so there the work just runs. The lock ends with its connection, so a dead process holds none.
 */
export async function exclusively<Result>(
  db: Database,
  lockNumber: number,
  work: () => Promise<Result>,
): Promise<Result> {
  if (db.getExecutor().adapter instanceof SqliteAdapter) return work();
  return db.connection().execute(async (connection) => {
    await sql`select pg_advisory_lock(${sql.lit(lockNumber)})`.execute(connection);
    try {
      return await work();
    } finally {
      await sql`select pg_advisory_unlock(${sql.lit(lockNumber)})`.execute(connection);
    }
  });
}
