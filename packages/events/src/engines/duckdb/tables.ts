import { BIGINT, type DuckDBType, type DuckDBValue, INTEGER, UTINYINT, VARCHAR } from "@duckdb/node-api";
import * as tables from "../../tables.ts";

/** A column as the appender wants it. */
interface Column<Row> {
  readonly type: DuckDBType;
  readonly read: (row: Row) => DuckDBValue;
}

/** A table whose columns stand in the order of the migrations. */
export interface Table<Row> {
  readonly name: string;
  readonly columns: readonly Column<Row>[];
}

const TYPES: Readonly<Record<tables.ColumnType, DuckDBType>> = {
  text: VARCHAR,
  id: BIGINT,
  instant: BIGINT,
  count: INTEGER,
  code: UTINYINT,
};

export const EVENTS = forAppender(tables.EVENTS);
export const SESSIONS = forAppender(tables.SESSIONS);
export const WAITING_AMENDMENTS = forAppender(tables.WAITING_AMENDMENTS);

function forAppender<Row>({ name, columns }: tables.Table<Row>): Table<Row> {
  return { name, columns: columns.map(toColumn) };
}

/** 64-bit columns take bigint alone. */
function toColumn<Row>({ type, read }: tables.Column<Row>): Column<Row> {
  if (type !== "instant") return { type: TYPES[type], read };
  return {
    type: TYPES[type],
    read: (row) => {
      const value = read(row);
      return value === null ? null : BigInt(value);
    },
  };
}
