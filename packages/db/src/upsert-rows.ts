import { sql } from "kysely";
import type { Database } from "./database.ts";
import { rowsOf } from "./gather.ts";
import type { Tables } from "./tables.ts";

/** Every column of a table, and its type. */
export type ColumnTypes<Row> = Readonly<Record<keyof Row & string, "text" | "bigint">>;

/** Rows of one statement: it stays some megabytes long at most. */
const ROWS_AT_ONCE = 1000;

/** Writes whole rows; each takes the place of the one with the same key. A key stands in `rows` once. */
export async function upsertRows<Table extends keyof Tables>(
  db: Database,
  { table, columns, key }: UpsertInto<Table>,
  rows: readonly Tables[Table][],
): Promise<void> {
  const names = Object.keys(columns).map((name) => sql.ref(name));
  const others = Object.keys(columns).filter((name) => !key.some((each) => each === name));
  const replaced = others.map((name) => sql`${sql.ref(name)} = ${sql.ref(`excluded.${name}`)}`);
  const onConflict = others.length === 0 ? sql`nothing` : sql`update set ${sql.join(replaced)}`;
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
    const json = JSON.stringify(rows.slice(start, start + ROWS_AT_ONCE));
    // Without a condition SQLite reads `on conflict` as the condition of a join.
    await sql`insert into ${sql.table(table)} (${sql.join(names)})
      select ${sql.join(names)} from ${rowsOf<Tables[Table]>(db, json, columns)} where true
      on conflict (${sql.join(key.map((name) => sql.ref(name)))}) do ${onConflict}`.execute(db);
  }
}

interface UpsertInto<Table extends keyof Tables> {
  readonly table: Table;
  readonly columns: ColumnTypes<Tables[Table]>;
  readonly key: readonly (keyof Tables[Table] & string)[];
}
