import { type DuckDBAppender, type DuckDBConnection, DuckDBDataChunk } from "@duckdb/node-api";
import type { Table } from "./tables.ts";

/** DuckDB's vector size: a chunk holds at most this many rows. */
export const CHUNK_ROWS_MAX = 2048;

/** Adds rows to a table inside the connection's transaction. */
export async function writeRows<Row>(
  connection: DuckDBConnection,
  table: Table<Row>,
  rows: readonly Row[],
): Promise<void> {
  if (rows.length === 0) return;
  const appender = await connection.createAppender(table.name);
  for (let start = 0; start < rows.length; start += CHUNK_ROWS_MAX) {
    appendChunk(appender, table, rows.slice(start, start + CHUNK_ROWS_MAX));
  }
  appender.closeSync();
}

/** Hands at most `CHUNK_ROWS_MAX` rows to an appender. */
export function appendChunk<Row>(appender: DuckDBAppender, table: Table<Row>, rows: readonly Row[]): void {
  const chunk = DuckDBDataChunk.create(
    table.columns.map(({ type }) => type),
    rows.length,
  );
  for (const [index, { read }] of table.columns.entries()) {
    const vector = chunk.getColumnVector(index);
    for (const [place, row] of rows.entries()) vector.setItem(place, read(row));
    vector.flush();
  }
  appender.appendDataChunk(chunk);
}
