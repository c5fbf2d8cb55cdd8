import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Conflict } from "@heliometer/core";
import { type Kysely, SqliteAdapter, sql } from "kysely";
import type { Database } from "./database.ts";
import { inTransaction } from "./transaction.ts";

const MIGRATIONS_DIRECTORY = fileURLToPath(new URL("../migrations/", import.meta.url));
const MIGRATION_FILE = /^(\d{4}_[a-z0-9_]+)\.sql$/;
/** "helio" as a number: the one advisory lock that this package takes. */
const MIGRATION_LOCK = 0x68656c696f;

type VersionTable = { schema_migrations: { version: string; applied_at: number } };

/**
 * Brings the schema up to date: the numbered files of `migrations/`, in order, forward only, each in one transaction
 * with its version row. Safe when several processes start at once: they take turns, and each file runs once.
 * @throws Conflict when the database was written by a newer release.
 */
export async function migrate(db: Database): Promise<{ applied: string[] }> {
  const known = listMigrations(MIGRATIONS_DIRECTORY);
  await inTransaction(db, prepareVersionTable);
  await refuseNewer(db, known);
  const applied: string[] = [];
  for (const version of known) {
    if (await inTransaction(db, (tx) => applyOnce(tx, version))) applied.push(version);
  }
  return { applied };
}

/** The versions in a directory, lowest first. Any other file there is a mistake. */
export function listMigrations(directory: string): string[] {
  return readdirSync(directory)
    .map((file) => {
      const version = MIGRATION_FILE.exec(file)?.[1];
      if (!version) throw new Error(`${file} in ${directory} is not named like 0001_name.sql.`);
      return version;
    })
    .sort();
}

/** Cuts a file into statements. A statement ends with a semicolon at the end of a line; comments have lines of their own. */
export function splitStatements(text: string): string[] {
  return text
    .replace(/^\s*--.*$/gm, "")
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "");
}

async function prepareVersionTable(tx: Database): Promise<void> {
  await takeTurn(tx);
  await sql`create table if not exists schema_migrations (version text not null primary key, applied_at bigint not null)`.execute(
    tx,
  );
}

async function refuseNewer(db: Database, known: readonly string[]): Promise<void> {
  const rows = await versions(db).selectFrom("schema_migrations").select("version").orderBy("version").execute();
  const newer = rows.map(({ version }) => version).filter((version) => !known.includes(version));
  if (newer.length === 0) return;
  throw new Conflict(
    `The control store was written by a newer Heliometer: it holds ${newer.join(", ")}, and this release knows the schema up to ${known.at(-1)}. Start the newer release again, or restore the backup from before the update.`,
  );
}

async function applyOnce(tx: Database, version: string): Promise<boolean> {
  await takeTurn(tx);
  const inserted = await versions(tx)
    .insertInto("schema_migrations")
    .values({ version, applied_at: Date.now() })
    .onConflict((conflict) => conflict.column("version").doNothing())
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows === 0n) return false;
  for (const statement of splitStatements(readFileSync(`${MIGRATIONS_DIRECTORY}${version}.sql`, "utf8"))) {
    await sql.raw(statement).execute(tx);
  }
  return true;
}

/** Waits until no other process migrates; ends with the transaction. On SQLite the transaction itself is the turn. */
async function takeTurn(tx: Database): Promise<void> {
  if (tx.getExecutor().adapter instanceof SqliteAdapter) return;
  await sql`select pg_advisory_xact_lock(${sql.lit(MIGRATION_LOCK)})`.execute(tx);
}

/** The version table belongs to this file alone and stays out of the row types that others use. */
function versions(db: Database): Kysely<VersionTable> {
  return db.$extendTables<VersionTable>() as unknown as Kysely<VersionTable>;
}
