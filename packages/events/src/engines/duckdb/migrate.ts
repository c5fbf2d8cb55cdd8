import { readdir, readFile } from "node:fs/promises";
import type { DuckDBConnection } from "@duckdb/node-api";
import { inTransaction } from "./transaction.ts";

const MIGRATIONS = new URL("../../../migrations/duckdb/", import.meta.url);

/** Applies the numbered SQL files that the store has not seen, each in a transaction of its own; forward only. */
export async function migrate(connection: DuckDBConnection): Promise<string[]> {
  await connection.run(
    "create table if not exists schema_migrations (name varchar not null, applied_at timestamp not null default now()::timestamp)",
  );
  const reader = await connection.runAndReadAll("select name from schema_migrations");
  const known = new Set(reader.getRows().map(([name]) => String(name)));
  const files = (await readdir(MIGRATIONS)).filter((name) => name.endsWith(".sql")).sort();
  const applied: string[] = [];
  for (const name of files) {
    if (known.has(name)) continue;
    const sql = await readFile(new URL(name, MIGRATIONS), "utf8");
    await inTransaction(connection, async () => {
      await connection.run(sql);
      await connection.run("insert into schema_migrations (name) values ($1)", [name]);
    });
    applied.push(name);
  }
  // A change of the schema that stands only in the log is the case in which replaying it has failed before.
  if (applied.length > 0) await connection.run("checkpoint");
  return applied;
}
