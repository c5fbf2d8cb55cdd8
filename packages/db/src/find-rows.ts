import { sql } from "kysely";
import type { Database } from "./database.ts";
import { rowsOf } from "./gather.ts";
import type { Tables } from "./tables.ts";

interface Wanted<Table extends keyof Tables> {
  readonly table: Table;
  /** A column of texts, and what may stand in it. */
  readonly column: keyof Tables[Table] & string;
  readonly values: Iterable<string>;
  /** What holds for all of the rows. */
  readonly where: Readonly<Partial<Record<keyof Tables[Table] & string, string>>>;
}

/** The rows of a table that have one of many values in a column: one question, however many they are. */
export async function findRows<Table extends keyof Tables>(
  db: Database,
  { table, column, values, where }: Wanted<Table>,
): Promise<Tables[Table][]> {
  const wanted = [...new Set(values)].map((value) => ({ value }));
  if (wanted.length === 0) return [];
  const given = rowsOf<{ value: string }>(db, JSON.stringify(wanted), { value: "text" });
  const same = Object.entries(where).map(([name, value]) => sql`${sql.ref(`stored.${name}`)} = ${value}`);
  const { rows } = await sql<Tables[Table]>`select stored.* from ${given} cross join ${sql.table(table)} as stored
    where ${sql.join([sql`${sql.ref(`stored.${column}`)} = ${sql.ref("row.value")}`, ...same], sql` and `)}`.execute(
    db,
  );
  return rows;
}
