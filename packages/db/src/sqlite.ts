import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { setTimeout } from "node:timers/promises";
import type { SqliteDatabase, SqliteStatement } from "kysely";

const BUSY_TIMEOUT_MS = 5_000;
const BUSY_RETRY_MS = 10;
const SQLITE_BUSY = 5;

/**
 * Opens a SQLite file in the shape that Kysely's dialect expects.
 *
 * Each commit is on the disk before it is acknowledged (`synchronous = FULL`): a key or a grant that was shown to
 * somebody must not be forgotten by a power cut.
 */
export async function openSqlite(path: string): Promise<SqliteDatabase> {
  const file = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true });
  try {
    await writeAhead(file);
    file.exec("pragma synchronous = full");
  } catch (error) {
    file.close();
    throw error;
  }
  return {
    close: () => file.close(),
    prepare: (statement) => prepare(file, statement),
  };
}

/** Two processes that open a new file at once both switch it to the log; SQLite's own time limit does not cover that. */
async function writeAhead(file: DatabaseSync): Promise<void> {
  const limit = performance.now() + BUSY_TIMEOUT_MS;
  for (;;) {
    try {
      file.exec("pragma journal_mode = wal");
      return;
    } catch (error) {
      if (!isBusy(error) || performance.now() > limit) throw error;
    }
    await setTimeout(BUSY_RETRY_MS);
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && error.errcode === SQLITE_BUSY;
}

function prepare(file: DatabaseSync, text: string): SqliteStatement {
  // A transaction of the control store exists in order to write. Taking the write lock at once, instead of at the first
  // write, lets a second process wait its turn; a late upgrade of a stale read fails at once, whatever the time limit.
  const statement = file.prepare(text === "begin" ? "begin immediate" : text);
  return {
    reader: statement.columns().length > 0,
    // Rows come without a prototype; a plain object is what Postgres gives.
    all: (parameters) => statement.all(...bindable(parameters)).map((row) => ({ ...row })),
    run: (parameters) => statement.run(...bindable(parameters)),
    iterate: (parameters) => statement.iterate(...bindable(parameters)),
  };
}

/** `run` refuses values that SQLite does not know (booleans, dates), as Postgres does for these columns. */
function bindable(parameters: readonly unknown[]): SQLInputValue[] {
  return parameters as SQLInputValue[];
}
