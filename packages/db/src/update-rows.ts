import { SqliteAdapter, sql } from "kysely";
import type { Database } from "./database.ts";
import { rowsOf } from "./gather.ts";
import type { Tables } from "./tables.ts";

interface UpdateOf<Table extends keyof Tables> {
  readonly table: Table;
  /** The columns by which a row is found, and those that are written; each with its type. */
  readonly key: Readonly<Record<string, "text" | "bigint">>;
  readonly set: Readonly<Record<string, "text" | "bigint">>;
}

/**
 * Writes some columns of rows that are there; what is there no more stays away. On a server it is one statement; in a
 * file, where a statement is no journey, one for each row: SQLite would look through the whole table for each of them.
 */
export async function updateRows<Table extends keyof Tables>(
  db: Database,
  { table, key, set }: UpdateOf<Table>,
  rows: readonly Readonly<Record<string, string | number | null>>[],
): Promise<void> {
  if (rows.length === 0) return;
  const [keys, columns] = [Object.keys(key), Object.keys(set)];
  if (db.getExecutor().adapter instanceof SqliteAdapter) {
    for (const row of rows) {
      const changed = columns.map((name) => sql`${sql.ref(name)} = ${row[name]}`);
      const same = keys.map((name) => sql`${sql.ref(name)} = ${row[name]}`);
      await sql`update ${sql.table(table)} set ${sql.join(changed)} where ${sql.join(same, sql` and `)}`.execute(db);
    }
    return;
  }
  const changed = columns.map((name) => sql`${sql.ref(name)} = ${sql.ref(`row.${name}`)}`);
  const same = keys.map((name) => sql`${sql.ref(`${table}.${name}`)} = ${sql.ref(`row.${name}`)}`);
  const given = rowsOf<Record<string, unknown>>(db, JSON.stringify(rows), { ...key, ...set });
  await sql`update ${sql.table(table)} set ${sql.join(changed)} from ${given}
    where ${sql.join(same, sql` and `)}`.execute(db);
}
