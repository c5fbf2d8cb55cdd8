import type { QueryValue, StoreQuery } from "../../store.ts";
import type { NamedQuery } from "./readers.ts";

/** A statement with $1, $2, … as ClickHouse takes it: each placeholder with a name and the type of its value. */
export function nameValues({ sql, values = [] }: StoreQuery): NamedQuery {
  const named = Object.fromEntries(values.map((value, index) => [`p${index + 1}`, value]));
  const text = sql.replace(/\$(\d+)/g, (_, number) => `{p${number}:${typeOf(values[Number(number) - 1])}}`);
  return { text, values: named };
}

function typeOf(value: QueryValue | undefined): string {
  if (typeof value === "string") return "String";
  if (typeof value === "bigint") return "Int64";
  if (typeof value === "number") return Number.isSafeInteger(value) ? "Int64" : "Float64";
  return "Nullable(String)";
}
