import { BIGINT, type DuckDBConnection, LIST, listValue } from "@duckdb/node-api";
import type { RawRow } from "../../tables.ts";

/** The rows of a statement whose one value is a list of ids. */
export async function selectByIds(
  connection: DuckDBConnection,
  sql: string,
  ids: readonly bigint[],
): Promise<RawRow[]> {
  if (ids.length === 0) return [];
  const reader = await connection.runAndReadAll(sql, [listValue(ids)], [LIST(BIGINT)]);
  return reader.getRowObjects();
}

/** Runs a statement whose one value is a list of ids, unless there are none. */
export async function runByIds(connection: DuckDBConnection, sql: string, ids: readonly bigint[]): Promise<void> {
  if (ids.length > 0) await connection.run(sql, [listValue(ids)], [LIST(BIGINT)]);
}
