import { InvalidInput, type RowFault } from "@heliometer/core";
import { SPEND_COLUMNS, type Spend, spendKey } from "../row.ts";
import { type ReportFormat, readColumns } from "./columns.ts";
import type { DecimalSign } from "./decimals.ts";
import { isOwnHeader, readOwnRows, unknownColumns } from "./own.ts";
import type { ReadRow } from "./read-row.ts";
import { type ReportOptions, readReportRows } from "./report.ts";
import { fileFault, firstLine, readTable, type Table } from "./table.ts";

/** What a file of spend holds. Nothing of it is to be stored as long as it has faults. */
export interface SpendFile {
  /** `heliometer`: our own columns. */
  readonly format: "heliometer" | ReportFormat;
  readonly rows: readonly Spend[];
  /** `line` is where a row ends in the file. */
  readonly faults: readonly RowFault[];
  /** Rows of the file, those with faults and sums included. */
  readonly rowsRead: number;
  /** Rows of a report that were added to another one of the same day, campaign and currency. */
  readonly rowsJoined: number;
  /** Sums of the report, which are left out. */
  readonly totals: number;
  readonly ignoredColumns: readonly string[];
  /** What stands before decimals; null in our own columns, where it is a point. */
  readonly decimalSign: DecimalSign | null;
}

/**
 * Reads a CSV file of spend: our own columns, or a report of Google Ads or Meta Ads, which is known by its header.
 * @throws InvalidInput for a file that is none of them, or of which no row could be read for one reason.
 */
export function readSpendFile(file: Uint8Array, options: ReportOptions): SpendFile {
  const own = readTable(file, isOwnHeader);
  if (own) return readOwn(own, options.now);
  const table = readTable(file, (cells) => readColumns(cells) !== null);
  const columns = table && readColumns(table.header);
  if (!columns) throw unknownTable(file);
  const { rows, sign } = readReportRows(table, columns, options);
  return collect(rows, { format: columns.format, ignoredColumns: columns.ignored, decimalSign: sign });
}

function readOwn(table: Table, now: number): SpendFile {
  const [unknown] = unknownColumns(table);
  if (unknown !== undefined) {
    const rule = "is no column of spend, and what it says would be lost. Take it out or rename it.";
    throw new InvalidInput({ field: "file", rule, received: unknown, allowed: [...SPEND_COLUMNS, "amountMajor"] });
  }
  const header = { format: "heliometer" as const, ignoredColumns: [], decimalSign: null };
  return collect(readOwnRows(table, now), header);
}

type Header = Pick<SpendFile, "format" | "ignoredColumns" | "decimalSign">;

function collect(read: readonly ReadRow[], header: Header): SpendFile {
  const faults: RowFault[] = [];
  const rows = new Map<string, Spend>();
  let taken = 0;
  for (const [index, each] of read.entries()) {
    if ("fault" in each) faults.push({ index, line: each.line, ...each.fault });
    if (!("row" in each)) continue;
    taken += 1;
    const key = spendKey(each.row);
    const before = rows.get(key);
    rows.set(key, before ? added(before, each.row) : each.row);
  }
  const totals = read.filter((each) => "isTotal" in each).length;
  if (taken + faults.length === 0) throw fileFault("has a header and no rows of spend below it.");
  return { ...header, rows: [...rows.values()], faults, rowsRead: read.length, rowsJoined: taken - rows.size, totals };
}

function added(one: Spend, other: Spend): Spend {
  return {
    ...one,
    amount: one.amount + other.amount,
    impressions: one.impressions + other.impressions,
    clicks: one.clicks + other.clicks,
  };
}

function unknownTable(file: Uint8Array): InvalidInput {
  return new InvalidInput({
    field: "file",
    rule: "is no table of spend that is known here: its first line must name our columns, or it is a report of Google Ads or Meta Ads (in English or German) with a day, a campaign and its cost.",
    received: firstLine(file),
    allowed: [...SPEND_COLUMNS, "amountMajor"],
  });
}
