import { finished } from "node:stream/promises";
import type { PoolClient } from "pg";
import { from } from "pg-copy-streams";
import type { ColumnType, ColumnValue, Table } from "../../tables.ts";

const TYPES: Readonly<Record<ColumnType, string>> = {
  text: "text",
  id: "bigint",
  instant: "bigint",
  count: "integer",
  code: "smallint",
  amount: "bigint",
};

/** Adds rows in one statement; with `key`, rows that are there by that column take the new values. */
export async function insertRows<Row>(
  client: PoolClient,
  { name, columns }: Table<Row>,
  { rows, key }: { rows: readonly Row[]; key?: string },
): Promise<void> {
  if (rows.length === 0) return;
  const arrays = columns.map(({ type }, index) => `$${index + 1}::${TYPES[type]}[]`);
  const changed = columns.filter((column) => column.name !== key);
  const replace = changed.map((column) => `${column.name} = excluded.${column.name}`);
  const onConflict = key === undefined ? "" : ` on conflict (${key}) do update set ${replace.join(", ")}`;
  await client.query(
    `insert into ${name} (${namesOf(columns)}) select * from unnest(${arrays.join(", ")})${onConflict}`,
    columns.map(({ read }) => rows.map((row) => withoutNul(read(row)))),
  );
}

/** Adds many rows by COPY. */
export async function copyRows<Row>(client: PoolClient, table: Table<Row>, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return;
  const stream = client.query(from(`copy ${table.name} (${namesOf(table.columns)}) from stdin`));
  stream.end(encodeRows(table, rows));
  await finished(stream);
}

function encodeRows<Row>({ columns }: Table<Row>, rows: readonly Row[]): string {
  let text = "";
  for (const row of rows) {
    let separator = "";
    for (const { read } of columns) {
      text += separator + encodeValue(read(row));
      separator = "\t";
    }
    text += "\n";
  }
  return text;
}

const SPECIAL = /[\\\t\n\r\0]/;
const ESCAPES: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "\t": "\\t",
  "\n": "\\n",
  "\r": "\\r",
  "\0": "\uFFFD",
};

/** A value of COPY's text format. */
function encodeValue(value: ColumnValue): string {
  if (value === null) return "\\N";
  if (typeof value !== "string") return String(value);
  return SPECIAL.test(value) ? value.replace(/[\\\t\n\r\0]/g, (found) => ESCAPES[found] ?? found) : value;
}

/** Postgres has no NUL in texts. */
function withoutNul(value: ColumnValue): ColumnValue {
  return typeof value === "string" && value.includes("\0") ? value.replaceAll("\0", "\uFFFD") : value;
}

function namesOf(columns: readonly { readonly name: string }[]): string {
  return columns.map(({ name }) => name).join(", ");
}
