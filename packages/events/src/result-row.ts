import type { ResultRow } from "./plan.ts";
import type { QueryRow } from "./store.ts";

/** A row as reports read it; measures are plain numbers already, so no digit is lost. */
export function toResultRow(row: QueryRow): ResultRow {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, typeof value === "bigint" ? Number(value) : value]),
  );
}
