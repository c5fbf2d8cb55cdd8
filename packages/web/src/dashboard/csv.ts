import { type ReportContext, runReport } from "@heliometer/analytics";
import { ROWS_MAX } from "./answers.ts";
import { askedBy, type CardName, type Row } from "./cards.ts";
import type { State } from "./state.ts";

/** Spreadsheets read a cell that begins with one of these as a formula (OWASP, CSV injection). */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
/** Without it Excel takes UTF-8 for something else. */
const BYTE_ORDER_MARK = "\uFEFF";

type Cell = Row[string];

/** A file, and what it is called: its name says so where it does not hold all rows. */
interface CsvFile {
  name: string;
  content: string;
}

/** The rows of the report behind a card, under the names of its fields, as a file for spreadsheets and programs. */
export async function csvOf(context: ReportContext, state: State, card: CardName): Promise<CsvFile> {
  const { report, input } = askedBy(card, state);
  const { data, meta } = await runReport({ ...context, rowsMax: ROWS_MAX }, report, input);
  return {
    name: meta.totalRows > ROWS_MAX ? `${card}-first-${ROWS_MAX}.csv` : `${card}.csv`,
    content: writeCsv(rowsOf(data as Readonly<Record<string, unknown>>)),
  };
}

/**
 * Rows as CSV (RFC 4180): CRLF, quotation marks doubled, the names of the fields first. A text that a spreadsheet would
 * take for a formula gets an apostrophe in front, which the spreadsheet shows as text.
 */
export function writeCsv(rows: readonly Row[]): string {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lines = [names, ...rows.map((row) => names.map((name) => row[name] ?? null))];
  return BYTE_ORDER_MARK + lines.map((line) => `${line.map(writeCell).join(",")}\r\n`).join("");
}

function writeCell(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell !== "string") return String(cell);
  const safe = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The rows of a report; figures that stand beside each other become a row each, several lists one after the other. */
function rowsOf(data: Readonly<Record<string, unknown>>): Row[] {
  if (Array.isArray(data.rows)) return data.rows;
  if (data.previous === undefined) return listsOf(data);
  const { previous, change, ...figures } = data as Readonly<Record<string, Row | Cell>>;
  const of = (values: Row | Cell | undefined, name: string) => (isRow(values) ? (values[name] ?? null) : null);
  return Object.entries(figures).flatMap(([figure, value]) =>
    isRow(value) ? [] : [{ figure, value, previous: of(previous, figure), change: of(change, figure) }],
  );
}

/** Several lists one after the other, the name of each in front of its rows. */
function listsOf(data: Readonly<Record<string, unknown>>): Row[] {
  const lists = Object.entries(data).filter(([, value]) => Array.isArray(value)) as [string, Row[]][];
  return lists.flatMap(([list, rows]) => rows.map((row) => ({ list, ...row })));
}

function isRow(value: Row | Cell | undefined): value is Row {
  return typeof value === "object" && value !== null;
}
