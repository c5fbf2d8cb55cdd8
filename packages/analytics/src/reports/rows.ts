import type { ResultRow } from "@heliometer/events";

/** The result of a list: its rows, the row over everything, and how many rows there are without a limit. */
export function splitRows(found: readonly ResultRow[]): {
  rows: readonly ResultRow[];
  total: ResultRow | undefined;
  totalRows: number;
} {
  const rows = found.filter((row) => row.total === 0);
  const total = found.find((row) => row.total === 1);
  return { rows, total, totalRows: Number(found[0]?.groups ?? 0) };
}
