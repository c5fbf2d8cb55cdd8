import { hash } from "node:crypto";
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

/**
 * Waits within a transaction until no other one holds the same number, and holds it until the transaction ends. On SQLite
 * transactions that write come one after the other in any case.
 */
export async function takeTurn(tx: Database, lockNumber: number): Promise<void> {
  if (tx.getExecutor().adapter instanceof SqliteAdapter) return;
  await sql`select pg_advisory_xact_lock(${lockNumber})`.execute(tx);
}

const LOCK_HEX_DIGITS = 12;

/** The number of the lock with a name: 48 bits of its SHA-256. */
export function lockNumberOf(name: string): number {
  return Number.parseInt(hash("sha256", name, "hex").slice(0, LOCK_HEX_DIGITS), 16);
}
