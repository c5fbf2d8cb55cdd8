import { InvalidInput, minorDigitsOf, type RowFault } from "@heliometer/core";

import { firstLine, readTable, type Table, type TableRow } from "../spend/files/table.ts";
import { isCalendarDay } from "../spend/row.ts";

/** What one unit of `base` cost in `quote` on a day; `rate` is decimal text, as it was published. */
export interface RateRow {
  readonly date: string;
  readonly base: string;
  readonly quote: string;
  readonly rate: string;
}

/** What a file of rates holds. Nothing of it is to be stored as long as it has faults. */
export interface RatesFile {
  readonly format: "heliometer" | "ecb";
  readonly rows: readonly RateRow[];
  readonly faults: readonly RowFault[];
  /** Currencies of the ECB's file that are no more, or unknown here. */
  readonly ignoredColumns: readonly string[];
}

const OWN_COLUMNS = ["date", "base", "quote", "rate"] as const;
const RATE = /^\d{1,12}(?:\.\d{1,12})?$/;
const RATE_RULE = "must be a number above 0 with a decimal point, such as 1.0842.";
const EURO = "EUR";
const NO_RATE: ReadonlySet<string> = new Set(["", "N/A"]);
const MONTHS = "January February March April May June July August September October November December".split(" ");

/**
 * Reads a CSV file of exchange rates: our own columns (date, base, quote, rate), or the European Central Bank's
 * eurofxref.csv and eurofxref-hist.csv, whose columns say what one euro cost.
 * @throws InvalidInput for a file that is neither.
 */
export function readRatesFile(file: Uint8Array): RatesFile {
  const own = readTable(file, isOwnHeader);
  if (own) return readOwn(own);
  const ecb = readTable(file, isEcbHeader);
  if (ecb) return readEcb(ecb);
  throw new InvalidInput({
    field: "file",
    rule: "is no table of exchange rates that is known here: its first line must be date,base,quote,rate, or it is the European Central Bank's eurofxref-hist.csv.",
    received: firstLine(file),
    allowed: OWN_COLUMNS,
  });
}

function isOwnHeader(cells: readonly string[]): boolean {
  const names = cells.map((cell) => cell.toLowerCase());
  return names.length === OWN_COLUMNS.length && OWN_COLUMNS.every((name) => names.includes(name));
}

function isEcbHeader([first = "", ...others]: readonly string[]): boolean {
  return first === "Date" && others.length > 0 && others.every((cell) => cell === "" || /^[A-Z]{3}$/.test(cell));
}

type Fault = Omit<RowFault, "index" | "line">;

function readOwn({ header, rows: from }: Table): RatesFile {
  const places = OWN_COLUMNS.map((name) => header.findIndex((cell) => cell.toLowerCase() === name));
  const rows: RateRow[] = [];
  const faults: RowFault[] = [];
  for (const [index, { line, cells }] of from.entries()) {
    const [date = "", base = "", quote = "", rate = ""] = places.map((place) => cells[place] ?? "");
    const row = { date, base: base.toUpperCase(), quote: quote.toUpperCase(), rate };
    const fault = cells.length === header.length ? faultOf(row) : { field: "row", rule: "must have four cells." };
    if (fault) faults.push({ index, line, ...fault });
    else rows.push(row);
  }
  return { format: "heliometer", rows, faults, ignoredColumns: [] };
}

function faultOf({ date, base, quote, rate }: RateRow): Fault | null {
  if (!isCalendarDay(date))
    return { field: "date", rule: "must be a calendar day such as 2026-11-21.", received: date };
  for (const [field, code] of [
    ["base", base],
    ["quote", quote],
  ] as const) {
    if (minorDigitsOf(code) === null) return { field, rule: "must be an ISO 4217 currency code.", received: code };
  }
  if (base === quote) return { field: "quote", rule: "must be another currency than base.", received: quote };
  return rateFault(rate);
}

function rateFault(rate: string): Fault | null {
  if (RATE.test(rate) && /[1-9]/.test(rate)) return null;
  const rule = rate.includes(",") ? `${RATE_RULE} A decimal comma is not read.` : RATE_RULE;
  return { field: "rate", rule, received: rate };
}

/** A row for each day, a column for each currency, `N/A` where it had no rate that day. */
function readEcb({ header, rows: from }: Table): RatesFile {
  const columns = header.slice(1).filter((code) => code !== "");
  const rows: RateRow[] = [];
  const faults: RowFault[] = [];
  for (const [index, row] of from.entries()) {
    const read = readEcbRow(row, columns);
    if ("fault" in read) faults.push({ index, line: row.line, ...read.fault });
    else rows.push(...read.rates);
  }
  const ignoredColumns = columns.filter((code) => minorDigitsOf(code) === null);
  return { format: "ecb", rows, faults, ignoredColumns };
}

function readEcbRow({ cells }: TableRow, columns: readonly string[]): { rates: RateRow[] } | { fault: Fault } {
  const date = ecbDay(cells[0] ?? "");
  if (date === null) {
    return { fault: { field: "Date", rule: "must be a day such as 2026-11-20.", received: cells[0] ?? "" } };
  }
  const rates: RateRow[] = [];
  for (const [place, quote] of columns.entries()) {
    const rate = cells[place + 1] ?? "";
    if (NO_RATE.has(rate) || minorDigitsOf(quote) === null) continue;
    const fault = rateFault(rate);
    if (fault) return { fault: { ...fault, field: quote } };
    rates.push({ date, base: EURO, quote, rate });
  }
  return { rates };
}

/** The history has ISO days, the file of one day `20 November 2026`. */
function ecbDay(text: string): string | null {
  if (isCalendarDay(text)) return text;
  const [, day = "", name = "", year = ""] = /^(\d{1,2}) ([A-Z][a-z]+) (\d{4})$/.exec(text) ?? [];
  const month = MONTHS.indexOf(name) + 1;
  const date = `${year}-${String(month).padStart(2, "0")}-${day.padStart(2, "0")}`;
  return isCalendarDay(date) ? date : null;
}
