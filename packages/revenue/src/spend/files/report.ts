import { minorDigitsOf, type RowFault } from "@heliometer/core";

import { readSpendRow } from "../check.ts";
import type { ReportColumns, ReportField, ReportFormat } from "./columns.ts";
import { type DecimalSign, decimalSignOf, plainDecimal, toMinorUnits } from "./decimals.ts";
import type { ReadRow } from "./read-row.ts";
import { fileFault, type Table, type TableRow } from "./table.ts";

/** What a report does not say of itself. */
export interface ReportOptions {
  /** The ad account's currency, where the report names none. */
  readonly currency?: string | undefined;
  /** The channel under which the campaigns' visits are counted. */
  readonly channel?: string | undefined;
  readonly now: number;
}

/** Where a platform's visits come from, as the traffic reports name it: a click of either carries an id that says so. */
const ORIGINS: Readonly<Record<ReportFormat, { channel: string; source: string; medium: string }>> = {
  google_ads: { channel: "Paid Search", source: "Google", medium: "cpc" },
  meta_ads: { channel: "Paid Social", source: "Facebook", medium: "paid" },
};
const BY_DAY: Readonly<Record<ReportFormat, string>> = {
  google_ads: "Add the segment Day (Segment → Time → Day) and download the report again.",
  meta_ads: "Choose Breakdown → Time → Day and export again.",
};
const TOTAL = /^(?:total|gesamt|summe|insgesamt|results from|ergebnisse aus)\b/i;
const NOTHING: ReadonlySet<string> = new Set(["", "-", "--", "—", "–"]);

interface Reading extends ReportOptions {
  readonly columns: ReportColumns;
  readonly sign: DecimalSign;
}

/**
 * The rows of a platform's report. Numbers are read with the sign that the whole file proves, sums below or above the
 * rows are left out.
 * @throws InvalidInput for a report without days, or without a currency where none is given.
 */
export function readReportRows(table: Table, columns: ReportColumns, options: ReportOptions) {
  const { format, places, usualSign } = columns;
  if (!places.has("day") && !places.has("start")) throw fileFault(`has no days. ${BY_DAY[format]}`);
  if (!places.has("currency") && columns.currency === null && !options.currency) {
    throw fileFault(
      "names no currency. Say which one the ad account has, or add the column Currency code to the report.",
    );
  }
  const numbers = (["amount", "impressions", "clicks"] as const).flatMap((field) =>
    table.rows.map((row) => cellOf(row, places.get(field))),
  );
  const sign = decimalSignOf(numbers, usualSign);
  const reading = { ...options, columns, sign };
  return { sign, rows: table.rows.map((row): ReadRow => ({ line: row.line, ...readReportRow(row, reading) })) };
}

type Read = { row: object } | { fault: Omit<RowFault, "index"> } | { isTotal: true };

function readReportRow(row: TableRow, reading: Reading) {
  const { columns, now } = reading;
  const get = (field: ReportField) => {
    const cell = cellOf(row, columns.places.get(field));
    return NOTHING.has(cell) ? "" : cell;
  };
  if (isTotal(row, get)) return { isTotal: true as const };
  const read = readCells(get, reading);
  return "row" in read ? readSpendRow(read.row, now) : read;
}

/** A sum has no day of its own, and says that it is one or names no campaign where the others do. */
function isTotal({ cells }: TableRow, get: (field: ReportField) => string): boolean {
  if (cells.every((cell) => NOTHING.has(cell))) return true;
  if (readDay(get("day")) !== null) return false;
  return cells.some((cell) => TOTAL.test(cell)) || (get("campaign") === "" && get("campaignId") === "");
}

function readCells(get: (field: ReportField) => string, reading: Reading): Read {
  const { columns, sign } = reading;
  const day = dayOf(get, columns.format);
  if (typeof day !== "string") return { fault: day };
  const currency = get("currency") || columns.currency || reading.currency || "";
  const amount = readAmount(get("amount"), { sign, currency });
  if (typeof amount !== "number") return { fault: amount };
  const origin = ORIGINS[columns.format];
  const counts: Record<string, number> = {};
  for (const [name, text] of [
    ["impressions", get("impressions")],
    ["clicks", get("clicks") || get("allClicks")],
  ] as const) {
    const plain = text === "" ? "0" : plainDecimal(text, sign);
    if (plain === null || !/^\d+(?:\.0+)?$/.test(plain)) {
      return { fault: { field: name, rule: "must be a whole number, 0 or more.", received: text } };
    }
    counts[name] = Number(plain);
  }
  return {
    row: {
      ...origin,
      ...(reading.channel && { channel: reading.channel }),
      ...(get("platform") && { source: titleCase(get("platform")) }),
      date: day,
      campaign: get("campaign"),
      campaignId: get("campaignId"),
      currency,
      amount,
      ...counts,
    },
  };
}

function readAmount(text: string, { sign, currency }: { sign: DecimalSign; currency: string }) {
  if (text === "") return 0;
  const field = "amount";
  const plain = plainDecimal(text, sign);
  if (plain === null) {
    const rule =
      sign === "." && text.includes(",")
        ? "has a decimal comma, and this file's numbers have a decimal point: 1,234.50."
        : `is no amount as this file writes them: ${sign === "." ? "1,234.50" : "1.234,50"}.`;
    return { field, rule, received: text };
  }
  if (plain.startsWith("-")) return { field, rule: "must be 0 or more.", received: text };
  const exponent = minorDigitsOf(currency.toUpperCase());
  // The check of the row says what is wrong with its currency.
  if (exponent === null) return 0;
  const minor = toMinorUnits(plain, exponent);
  return minor ?? { field, rule: `has more decimals than ${currency} (${exponent}), or is too large.`, received: text };
}

/** The day of a row: its own, or that on which its range begins and ends. */
function dayOf(get: (field: ReportField) => string, format: ReportFormat): string | Omit<RowFault, "index"> {
  const text = get("day") || get("start");
  const day = readDay(text);
  if (day === null) return { field: "date", rule: "must be a calendar day such as 2026-11-21.", received: text };
  const end = get("day") === "" ? readDay(get("end")) : day;
  if (end === day) return day;
  const range = `${text} to ${get("end")}`;
  return { field: "date", rule: `is a range, and spend is kept by day. ${BY_DAY[format]}`, received: range };
}

/** `2026-11-21`, or the German `21.11.2026`; days whose month could be their day are not guessed. */
function readDay(text: string): string | null {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return text;
  const [, day, month, year] = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text) ?? [];
  return day && month && year ? `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}` : null;
}

function titleCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function cellOf({ cells }: TableRow, place: number | undefined): string {
  return place === undefined ? "" : (cells[place] ?? "");
}
