import { outageReason, Unavailable } from "@heliometer/core";
import { type Dialect, Kysely, PostgresDialect, SqliteDialect, sql } from "kysely";
import { allowDirectAccess, type DirectAccess } from "./direct.ts";
import { openSqlite } from "./sqlite.ts";
import type { Tables } from "./tables.ts";

/** The control store, on either engine. `destroy()` closes it. */
export type Database = Kysely<Tables>;

/**
 * Where the control store lies. `path` is a file (or `:memory:`), made when absent; `poolMax` is the largest number of
 * connections, default 10.
 */
export type OpenDatabase = { engine: "sqlite"; path: string } | { engine: "postgres"; url: string; poolMax?: number };

/**
 * Opens the control store and proves that it answers. Brings no schema: see `migrate`.
 * @throws Unavailable when the file cannot be opened or the server does not answer; the message says why, without the
 * password of the address.
 */
export async function openDatabase(options: OpenDatabase): Promise<Database> {
  const where = describePlace(options);
  try {
    const { dialect, direct } = await connect(options);
    const db = new Kysely<Tables>({ dialect });
    if (direct) allowDirectAccess(db, direct);
    await proveAnswers(db);
    return db;
  } catch (error) {
    throw new Unavailable(`${where} cannot be opened: ${outageReason(causeOf(error))}`);
  }
}

async function connect(options: OpenDatabase): Promise<{ dialect: Dialect; direct: DirectAccess | null }> {
  if (options.engine === "sqlite") {
    const { database, ask } = await openSqlite(options.path);
    return { dialect: new SqliteDialect({ database }), direct: ask && { ask, writes: false } };
  }
  const { openPostgresPool } = await import("./postgres.ts");
  const { pool, ask } = openPostgresPool(options);
  return { dialect: new PostgresDialect({ pool }), direct: { ask, writes: true } };
}

async function proveAnswers(db: Database): Promise<void> {
  try {
    await sql`select 1`.execute(db);
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

function describePlace(options: OpenDatabase): string {
  if (options.engine === "sqlite") return `The SQLite file ${options.path}`;
  const url = URL.canParse(options.url) ? new URL(options.url) : null;
  if (!url) return "The Postgres database (DATABASE_URL is not a readable address)";
  return `The Postgres database ${url.pathname.slice(1)} on ${url.searchParams.get("host") ?? url.host} (DATABASE_URL)`;
}

function causeOf(error: unknown): unknown {
  return error instanceof Unavailable && error.cause !== undefined ? error.cause : error;
}
