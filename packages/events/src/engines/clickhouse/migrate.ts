import type { Connection } from "./connection.ts";
import { createDatabase, createMigrationsTable, MIGRATIONS, type Topology } from "./schema.ts";

/** Makes the database if it is missing. `connection` is one that names no database. */
export async function ensureDatabase(connection: Connection, topology: Topology): Promise<void> {
  // Asked first, because a user who may not make databases can have been given one.
  const { rows } = await connection.read({
    text: "select 1 from system.databases where name = {name:String}",
    values: { name: topology.database },
  });
  if (rows.length === 0 || topology.cluster !== undefined) await connection.command(createDatabase(topology));
}

/** Takes the steps of the schema that have not been taken, in their order. */
export async function migrate(connection: Connection, topology: Topology): Promise<string[]> {
  for (const statement of createMigrationsTable(topology)) await connection.command(statement);
  const { rows } = await connection.read({ text: "select name from schema_migrations" });
  const known = new Set(rows.map(([name]) => String(name)));
  const applied: string[] = [];
  for (const { name, statements } of MIGRATIONS) {
    if (known.has(name)) continue;
    for (const statement of statements(topology)) await connection.command(statement);
    await connection.insert({ table: "schema_migrations", columns: ["name"], rows: [[name]] });
    applied.push(name);
  }
  return applied;
}
