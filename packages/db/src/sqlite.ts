import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { setTimeout } from "node:timers/promises";
import type { SqliteDatabase, SqliteStatement } from "kysely";
import type { AskDirectly } from "./direct.ts";
import { databaseGone } from "./gone.ts";

const BUSY_TIMEOUT_MS = 5_000;
const BUSY_RETRY_MS = 10;
const STATEMENTS_MAX = 200;
const SQLITE_BUSY = 5;
const IN_MEMORY = ":memory:";
/** Results (SQLite's primary codes) that say nothing about a statement: busy, input/output, disk full, cannot open. */
const OUTAGES: ReadonlySet<number> = new Set([SQLITE_BUSY, 10, 13, 14]);

/** A SQLite file: in the shape that Kysely's dialect expects, and for questions that need no builder. */
export interface SqliteFile {
  database: SqliteDatabase;
  /** Reads what is committed, also while a transaction is open; null for a store that lies in memory alone. */
  ask: AskDirectly | null;
}

/**
 * Opens a SQLite file.
 *
 * Each commit is on the disk before it is acknowledged (`synchronous = FULL`): a key or a grant that was shown to
 * somebody must not be forgotten by a power cut.
 */
export async function openSqlite(path: string): Promise<SqliteFile> {
  const file = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true });
  try {
    await writeAhead(file);
    file.exec("pragma synchronous = full");
    // What is deleted is overwritten: salts of visitors' ids, sealed secrets, refused events.
    file.exec("pragma secure_delete = on");
    const reader = path === IN_MEMORY ? null : new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, readOnly: true });
    return {
      ask: reader && askOf(reader),
      database: {
        prepare: rememberStatements((text) => prepare(file, text)),
        // The reader first: the connection that closes last empties the log into the file.
        close: () => [reader, file].forEach((each) => void each?.close()),
      },
    };
  } catch (error) {
    file.close();
    throw error;
  }
}

/** A connection of its own, because what a transaction has not committed is nobody else's business. */
function askOf(reader: DatabaseSync): AskDirectly {
  const known = new Map<string, SqliteStatement>();
  return async ({ name, text, values }) => {
    const statement = known.get(name) ?? prepare(reader, text);
    known.set(name, statement);
    return statement.all(values) as object[];
  };
}

/** Keeps the statements that were written last: parsing one takes longer than running it. The oldest makes room. */
function rememberStatements(write: (text: string) => SqliteStatement): (text: string) => SqliteStatement {
  const known = new Map<string, SqliteStatement>();
  return (text) => {
    const statement = known.get(text) ?? write(text);
    known.delete(text);
    // Tables come and go with these alone, and a statement knows its columns from when it was written.
    if (/^\s*(?:create|drop|alter)\b/iu.test(text)) known.clear();
    else known.set(text, statement);
    for (const oldest of known.keys()) {
      if (known.size <= STATEMENTS_MAX) break;
      known.delete(oldest);
    }
    return statement;
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

/** Says Unavailable when the file cannot be read or written just now; every other error stays as it is. */
function explained<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Error && "errcode" in error && OUTAGES.has(Number(error.errcode) % 256))) throw error;
    throw databaseGone(error);
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && error.errcode === SQLITE_BUSY;
}

function prepare(file: DatabaseSync, text: string): SqliteStatement {
  // A transaction of the control store exists in order to write. Taking the write lock at once, instead of at the first
  // write, lets a second process wait its turn; a late upgrade of a stale read fails at once, whatever the time limit.
  const statement = explained(() => file.prepare(text === "begin" ? "begin immediate" : text));
  const toRow = rowsOf(statement);
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => explained(() => statement.all(...bindable(parameters))).map(toRow),
    run: (parameters) => explained(() => statement.run(...bindable(parameters))),
    *iterate(parameters) {
      for (const row of statement.iterate(...bindable(parameters))) yield toRow(row);
    },
  };
}

/** Rows of a statement as plain objects, which is what Postgres gives. Made from lists: SQLite's own objects cost twice. */
function rowsOf(statement: StatementSync): (values: unknown) => Record<string, unknown> {
  statement.setReturnArrays(true);
  const readNames = () => statement.columns().map(({ name }) => name);
  let names = readNames();
  return (given) => {
    const values = given as unknown[];
    // Another process that migrates may give a table a column more.
    if (values.length !== names.length) names = readNames();
    const row: Record<string, unknown> = {};
    for (let index = 0; index < values.length; index += 1) row[names[index] ?? ""] = values[index];
    return row;
  };
}

/** `run` refuses values that SQLite does not know (booleans, dates), as Postgres does for these columns. */
function bindable(parameters: readonly unknown[]): SQLInputValue[] {
  return parameters as SQLInputValue[];
}
