import { TextDecoder } from "node:util";
import { InvalidInput } from "@heliometer/core";
import { CsvError, type Info, parse } from "csv-parse/sync";

/** A row of a file, with the line where it ends and its cells as they stand there, without spaces around them. */
export interface TableRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** A table of a file. */
export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly TableRow[];
}

/** A file of text as it lies on a disk: above it nobody keeps spend or rates. */
const FILE_BYTES_MAX = 4_194_304;
/** The ECB's file of all rates since 1999 has 7,000 rows; a year of a hundred campaigns has 36,500. */
const FILE_ROWS_MAX = 50_000;
/** Reports of advertising platforms have a title and a range above their header. */
const LINES_ABOVE_HEADER_MAX = 10;
const DELIMITERS = [",", ";", "\t"];

/**
 * The table of a CSV file by RFC 4180, separated by comma, semicolon or tab, in UTF-8 or UTF-16. `isHeader` finds its
 * header, above which there may be a title. Null where no line is one.
 * @throws InvalidInput for what is too large, no text, or has quotes that do not match.
 */
export function readTable(file: Uint8Array, isHeader: (cells: readonly string[]) => boolean): Table | null {
  const text = decode(file);
  for (const delimiter of DELIMITERS) {
    // The head alone tells which separator and which table it is.
    const head = parseRows(text, { delimiter, to: LINES_ABOVE_HEADER_MAX });
    const at = head.findIndex(({ cells }) => isHeader(cells));
    const header = head[at];
    if (!header) continue;
    const below = parseRows(text, { delimiter }).slice(at + 1);
    if (below.length <= FILE_ROWS_MAX) return { header: header.cells, rows: below };
    throw fileFault(`has ${below.length} rows, and at most ${FILE_ROWS_MAX} are read at once. Split it by month.`);
  }
  return null;
}

/** The first line of a file that is none of the known tables, for what an error says of it. */
export function firstLine(file: Uint8Array): string {
  return decode(file).split(/\r?\n/, 1).join("");
}

export function fileFault(rule: string): InvalidInput {
  return new InvalidInput({ field: "file", rule });
}

interface Parsed {
  readonly record: readonly string[];
  readonly info: Info;
}

function parseRows(text: string, which: { delimiter: string; to?: number }): TableRow[] {
  try {
    const parsed = parse(text, {
      ...which,
      info: true,
      skip_empty_lines: true,
      relax_column_count: true,
      relax_quotes: true,
    }) as unknown as Parsed[];
    return parsed.map(({ record, info }) => ({ line: info.lines, cells: record.map((cell) => cell.trim()) }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw fileFault("has a quote that is opened and not closed.");
  }
}

/** UTF-16 where the file begins with its mark, as exports made for spreadsheets do; UTF-8 else. */
function decode(file: Uint8Array): string {
  if (file.length > FILE_BYTES_MAX) {
    throw fileFault(`is larger than ${FILE_BYTES_MAX / 1_048_576} MB. Split it by month.`);
  }
  const encoding =
    file[0] === 0xff && file[1] === 0xfe ? "utf-16le" : file[0] === 0xfe && file[1] === 0xff ? "utf-16be" : "utf-8";
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(file);
    if (!text.includes("\u0000")) return text.trimEnd();
  } catch {
    // Told below.
  }
  throw fileFault("is no text in UTF-8 or UTF-16. Save it as CSV (UTF-8), not as a spreadsheet.");
}
