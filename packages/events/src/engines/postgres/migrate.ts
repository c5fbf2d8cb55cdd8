import { readdir, readFile } from "node:fs/promises";
import { Conflict } from "@heliometer/core";
import type { Pool, PoolClient } from "pg";
import { inTransaction, SCHEMA } from "./connections.ts";
import { lockSchema } from "./locks.ts";

const MIGRATIONS = new URL("../../../migrations/postgres/", import.meta.url);

/**
 * Makes the schema and applies the numbered SQL files that it has not seen, each in a transaction of its own; forward
 * only. Nodes that start at once take turns, and each file runs once.
 * @throws Conflict when a newer release has written the tables, or the database does not store UTF-8.
 */
export async function migrate(pool: Pool): Promise<string[]> {
  const files = (await readdir(MIGRATIONS)).filter((name) => name.endsWith(".sql")).sort();
  await inTransaction(pool.connect(), [], (client) => prepare(client, files));
  const applied: string[] = [];
  for (const name of files) {
    const sql = await readFile(new URL(name, MIGRATIONS), "utf8");
    if (await inTransaction(pool.connect(), [], (client) => applyOnce(client, name, sql))) applied.push(name);
  }
  return applied;
}

async function prepare(client: PoolClient, files: readonly string[]): Promise<void> {
  await lockSchema(client);
  await refuseEncoding(client);
  await client.query(`create schema if not exists ${SCHEMA}`);
  await client.query(
    "create table if not exists schema_migrations (name text not null primary key, applied_at timestamptz not null default now())",
  );
  const { rows } = await client.query<{ name: string }>("select name from schema_migrations order by name");
  const newer = rows.map(({ name }) => name).filter((name) => !files.includes(name));
  if (newer.length === 0) return;
  throw new Conflict(
    `The event store was written by a newer Heliometer: it holds ${newer.join(", ")}, and this release knows the schema up to ${files.at(-1)}. Start the newer release again, or restore the backup from before the update.`,
  );
}

/** Texts of every script have to fit, and their order by bytes has to be that of code points. */
async function refuseEncoding(client: PoolClient): Promise<void> {
  const { rows } = await client.query<{ encoding: string }>("select current_setting('server_encoding') as encoding");
  const encoding = rows[0]?.encoding;
  if (encoding === "UTF8") return;
  throw new Conflict(`The event store needs a Postgres database with the encoding UTF8; this one has ${encoding}.`);
}

async function applyOnce(client: PoolClient, name: string, sql: string): Promise<boolean> {
  await lockSchema(client);
  const inserted = await client.query(
    "insert into schema_migrations (name) values ($1) on conflict (name) do nothing",
    [name],
  );
  if (inserted.rowCount === 0) return false;
  await client.query(sql);
  return true;
}
