import { BIGINT, type DuckDBType, type DuckDBValue, INTEGER, UINTEGER, UTINYINT, VARCHAR } from "@duckdb/node-api";
import type { Session } from "../../sessions.ts";
import * as tables from "../../tables.ts";
import type { ProjectNumbers } from "./project-numbers.ts";

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
  amount: BIGINT,
};

const EVENTS = forAppender(tables.EVENTS);
const SESSIONS = forAppender(tables.SESSIONS);
export const WAITING_AMENDMENTS = forAppender(tables.WAITING_AMENDMENTS);
export const REVENUE_SUBJECTS = forAppender(tables.REVENUE_SUBJECTS);
export const REVENUE_FACTS = forAppender(tables.REVENUE_FACTS);

/** Events with the numbers of their projects. */
export function eventsTable(numbers: ProjectNumbers): Table<tables.EventRow> {
  return addNumber(EVENTS, ({ event }) => numbers.of(event.source.projectId));
}

/** The table of those events that are no page views. */
export function namedEventsTable(numbers: ProjectNumbers): Table<tables.EventRow> {
  return { ...eventsTable(numbers), name: "named_events" };
}

/** Whether an event stands in the table of those that are no page views. */
export function isNamed({ event }: tables.EventRow): boolean {
  return event.source.kind !== "pageview";
}

/** Visits with the numbers of their projects. */
export function sessionsTable(numbers: ProjectNumbers): Table<Session> {
  return addNumber(SESSIONS, ({ projectId }) => numbers.of(projectId));
}

/** The number of a row's project comes after the id. */
function addNumber<Row>({ name, columns }: Table<Row>, read: (row: Row) => number): Table<Row> {
  return { name, columns: columns.toSpliced(1, 0, { type: UINTEGER, read }) };
}

function forAppender<Row>({ name, columns }: tables.Table<Row>): Table<Row> {
  return { name, columns: columns.map(toColumn) };
}

/** 64-bit columns take bigint alone. */
function toColumn<Row>({ type, read }: tables.Column<Row>): Column<Row> {
  if (type !== "instant" && type !== "amount") return { type: TYPES[type], read };
  return {
    type: TYPES[type],
    read: (row) => {
      const value = read(row);
      return value === null ? null : BigInt(value);
    },
  };
}
