import {
  BIGINT,
  DOUBLE,
  type DuckDBConnection,
  type DuckDBPreparedStatement,
  type DuckDBType,
  type DuckDBValue,
  SQLNULL,
  StatementType,
  VARCHAR,
} from "@duckdb/node-api";
import type { QueryRow, QueryValue, RunOptions, StoreQuery } from "../../store.ts";

/** An interrupt that comes before the query has begun is lost, so it is repeated until the query ends. */
const INTERRUPT_EVERY_MS = 20;
const READING: ReadonlySet<StatementType> = new Set([StatementType.SELECT, StatementType.EXPLAIN]);

/** Runs a statement of anybody that reads, with bound values, on a connection that nobody else uses meanwhile. */
export function runQuery(connection: DuckDBConnection, query: StoreQuery, options: RunOptions = {}) {
  return runPrepared(connection, { query, prepare: () => prepareReading(connection, query.sql) }, options);
}

/** The same for a statement that was compiled from a plan: that it reads alone need not be looked at. */
export function runCompiled(connection: DuckDBConnection, query: StoreQuery, options: RunOptions = {}) {
  return runPrepared(connection, { query, prepare: () => connection.prepare(query.sql) }, options);
}

interface Prepared {
  readonly query: StoreQuery;
  prepare(): Promise<DuckDBPreparedStatement>;
}

async function runPrepared(
  connection: DuckDBConnection,
  { query: { values = [] }, prepare }: Prepared,
  { signal }: RunOptions,
): Promise<QueryRow[]> {
  signal?.throwIfAborted();
  const stop = signal ? interruptOnAbort(connection, signal) : undefined;
  try {
    const prepared = await prepare();
    try {
      const bound = values.map(bind);
      prepared.bind(
        bound.map(({ value }) => value),
        bound.map(({ type }) => type),
      );
      const reader = await prepared.runAndReadAll();
      return reader.getRowObjects().map(normalizeRow);
    } finally {
      prepared.destroySync();
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    stop?.();
  }
}

/** One statement that reads and nothing else: what changes tables or settings goes through the writer. */
async function prepareReading(connection: DuckDBConnection, sql: string): Promise<DuckDBPreparedStatement> {
  const statements = await connection.extractStatements(sql);
  const prepared = await statements.prepare(0);
  if (statements.count === 1 && READING.has(prepared.statementType)) return prepared;
  prepared.destroySync();
  throw new TypeError("A query is one statement that reads: SELECT, or EXPLAIN of one.");
}

function interruptOnAbort(connection: DuckDBConnection, signal: AbortSignal): () => void {
  let timer: NodeJS.Timeout | undefined;
  const interrupt = () => {
    connection.interrupt();
    timer ??= setInterval(interrupt, INTERRUPT_EVERY_MS);
  };
  signal.addEventListener("abort", interrupt, { once: true });
  return () => {
    signal.removeEventListener("abort", interrupt);
    clearInterval(timer);
  };
}

function bind(value: QueryValue): { value: DuckDBValue; type: DuckDBType } {
  if (value === null) return { value, type: SQLNULL };
  if (typeof value === "string") return { value, type: VARCHAR };
  if (typeof value === "bigint") return { value, type: BIGINT };
  return Number.isSafeInteger(value) ? { value: BigInt(value), type: BIGINT } : { value, type: DOUBLE };
}

function normalizeRow(row: Readonly<Record<string, DuckDBValue>>): QueryRow {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, normalize(value)]));
}

/** Counts become plain numbers; what does not fit, a hashed id, stays a bigint. */
function normalize(value: DuckDBValue): QueryValue {
  if (typeof value === "bigint") {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }
  if (value === null || typeof value === "string" || typeof value === "number") return value;
  if (typeof value === "boolean") return Number(value);
  return String(value);
}
