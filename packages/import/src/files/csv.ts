import { Readable } from "node:stream";
import { type CsvError, type Info, parse } from "csv-parse";
import { parse as parseAll } from "csv-parse/sync";
import type { InputFile } from "./input-files.ts";
import { readText, UNREADABLE } from "./text.ts";

/** A row of a table with a header. */
export interface CsvRow {
  /** Where the row begins in the file. */
  readonly line: number;
  /** The cell under a header, '' where the file has no such column. */
  get(column: string): string;
}

interface CsvReading {
  /** Hears of every row, whatever becomes of it. */
  readonly onRow: () => void;
  /** Hears of rows that cannot be read. */
  readonly refuse: (line: number, reason: string) => void;
  readonly onBytes?: (bytes: number) => void;
}

interface Parsed {
  readonly record: readonly string[];
  readonly info: Info;
}

interface Columns {
  readonly count: number;
  readonly places: ReadonlyMap<string, number>;
}

const DELIMITERS = [",", ";", "\t"];

/** The header of a table: the cells of its first line. */
export function readHeader(head: string): string[] {
  const delimiter = delimiterOf(head);
  try {
    const [header] = parseAll(head, { delimiter, bom: true, to: 1, relax_column_count: true, relax_quotes: true });
    return (header ?? []).map((cell: string) => cell.trim());
  } catch {
    return [];
  }
}

/** What stands between the cells: whichever of comma, semicolon and tab is the most frequent in the first line. */
function delimiterOf(head: string): string {
  const line = head
    .split(/\r?\n/, 1)
    .join("")
    .replace(/"[^"]*"/g, "");
  const counts = DELIMITERS.map((delimiter) => line.split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ",";
}

/**
 * The rows of a table by RFC 4180: quoted cells may hold delimiters, doubled quotes and line ends. Rows of another length
 * than the header and rows with bytes that are no text are refused by themselves; the next ones are read.
 */
export async function* readCsv(file: InputFile, head: string, reading: CsvReading): AsyncGenerator<CsvRow> {
  const parser = parse({
    delimiter: delimiterOf(head),
    record_delimiter: "\n",
    bom: true,
    info: true,
    skip_empty_lines: true,
    relax_column_count: true,
    skip_records_with_error: true,
    onSkip: (error: CsvError | undefined) => {
      reading.onRow();
      if (error) reading.refuse(Number(error.lines ?? 0), "the quotes of the row do not match.");
    },
  });
  const source = Readable.from(withLineFeeds(readText(file, reading.onBytes)), { objectMode: true });
  // A failure of the source has to reach whoever reads the rows.
  source.on("error", (error) => parser.destroy(error));
  let columns: Columns | undefined;
  for await (const { record, info } of source.pipe(parser) as AsyncIterable<Parsed>) {
    const line = firstLineOf(record, info);
    if (!columns) {
      columns = indexColumns(record);
      continue;
    }
    reading.onRow();
    if (record.length !== columns.count) {
      reading.refuse(line, `has ${record.length} cells where the header has ${columns.count}.`);
    } else if (record.some((cell) => cell.includes(UNREADABLE))) {
      reading.refuse(line, "holds bytes that are no UTF-8 text.");
    } else yield rowOf(line, columns, record);
  }
}

/** The rows of a table that is in memory already; `firstLine` is the line of its header. */
export function readSmallCsv(text: string, firstLine: number, reading: CsvReading): CsvRow[] {
  const [header, ...records] = parseAll(text, {
    delimiter: delimiterOf(text),
    record_delimiter: "\n",
    info: true,
    skip_empty_lines: true,
    relax_column_count: true,
    relax_quotes: true,
  }) as unknown as Parsed[];
  const columns = indexColumns(header?.record ?? []);
  return records.flatMap(({ record, info }) => {
    const line = firstLine - 1 + firstLineOf(record, info);
    reading.onRow();
    if (record.length === columns.count) return [rowOf(line, columns, record)];
    reading.refuse(line, `has ${record.length} cells where the header has ${columns.count}.`);
    return [];
  });
}

/** Line ends as `\n` alone, in cells too, so that lines are counted the same in every file. */
async function* withLineFeeds(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let held = "";
  for await (const text of texts) {
    const joined = held + text;
    // A carriage return at the end may have its line feed in the next piece.
    held = joined.endsWith("\r") ? "\r" : "";
    yield (held ? joined.slice(0, -1) : joined).replaceAll("\r\n", "\n");
  }
  if (held) yield held;
}

/** The parser counts lines up to the end of a row. */
function firstLineOf(record: readonly string[], { lines }: Info): number {
  return lines - record.reduce((ends, cell) => ends + (cell.includes("\n") ? cell.split("\n").length - 1 : 0), 0);
}

function indexColumns(header: readonly string[]): Columns {
  const places = new Map(header.map((name, index) => [name.trim(), index]));
  return { count: header.length, places };
}

function rowOf(line: number, { places }: Columns, record: readonly string[]): CsvRow {
  return { line, get: (column) => record[places.get(column) ?? -1] ?? "" };
}
