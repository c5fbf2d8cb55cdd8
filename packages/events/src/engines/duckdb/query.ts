import {
  BIGINT,
  DOUBLE,
  type DuckDBConnection,
  type DuckDBType,
  type DuckDBValue,
  SQLNULL,
  VARCHAR,
} from "@duckdb/node-api";
import type { QueryRow, QueryValue, RunOptions, StoreQuery } from "../../store.ts";

/** An interrupt that comes before the query has begun is lost, so it is repeated until the query ends. */
const INTERRUPT_EVERY_MS = 20;

/** Runs a statement with bound values on a connection that nobody else uses meanwhile. */
export async function runQuery(
  connection: DuckDBConnection,
  { sql, values = [] }: StoreQuery,
  { signal }: RunOptions = {},
): Promise<QueryRow[]> {
  signal?.throwIfAborted();
  const stop = signal ? interruptOnAbort(connection, signal) : undefined;
  try {
    const bound = values.map(bind);
    const reader = await connection.runAndReadAll(
      sql,
      bound.map(({ value }) => value),
      bound.map(({ type }) => type),
    );
    return reader.getRowObjects().map(normalizeRow);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    stop?.();
  }
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
