import { SqliteAdapter, sql } from "kysely";
import type { Database } from "./database.ts";
import type { Tables } from "./tables.ts";

/**
 * Takes what was deleted from a table out of the files, as far as the engine lets one: on SQLite pages are overwritten
 * when they are deleted, and the log that still shows them is emptied here; on Postgres the table is cleared of dead rows.
 * The log of a Postgres server goes with the server's own rules.
 */
export async function clearDeleted(db: Database, table: keyof Tables): Promise<void> {
  if (db.getExecutor().adapter instanceof SqliteAdapter) await sql`pragma wal_checkpoint(truncate)`.execute(db);
  else await sql`vacuum ${sql.table(table)}`.execute(db);
}
