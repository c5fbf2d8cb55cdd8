import { minorDigitsOf, type RowFault } from "@heliometer/core";

import { createTwinCheck, readSpendRow } from "../check.ts";
import { SPEND_COLUMNS, type Spend } from "../row.ts";
import { toMinorUnits } from "./decimals.ts";
import type { ReadRow } from "./read-row.ts";
import type { Table, TableRow } from "./table.ts";

/** Amounts as people write them, 12.50; the API has minor units alone, so the name differs. */
const MAJOR = "amountMajor";
const COLUMNS = [...SPEND_COLUMNS, MAJOR];
const NUMBERS: ReadonlySet<string> = new Set(["amount", "impressions", "clicks"]);
const MAJOR_RULE = "must be an amount with a decimal point and without grouping, such as 1234.50.";

/** Whether a line is the header of a file in our own columns. */
export function isOwnHeader(cells: readonly string[]): boolean {
  const names = cells.map(columnNamed);
  return names.includes("date") && names.includes("channel");
}

/** Columns that no spend has; a file with one of them is refused, because what it says would be lost. */
export function unknownColumns({ header }: Table): string[] {
  return header.filter((cell) => columnNamed(cell) === null);
}

/** The rows of a file in our own columns. */
export function readOwnRows(table: Table, now: number): ReadRow[] {
  const names = table.header.map(columnNamed);
  const findTwin = createTwinCheck();
  return table.rows.map((from) => {
    const { line } = from;
    const read = readOwnRow(from, { names, now });
    if ("fault" in read) return { line, ...read };
    const twin = findTwin(read.row, `line ${line}`);
    return twin ? { line, fault: twin } : { line, ...read };
  });
}

type Read = { row: Spend } | { fault: Omit<RowFault, "index"> };

function readOwnRow({ cells }: TableRow, { names, now }: { names: readonly (string | null)[]; now: number }): Read {
  if (cells.length > names.length) {
    const rule = `has ${cells.length} cells where the header has ${names.length}. A cell with the separator in it needs quotes.`;
    return { fault: { field: "row", rule } };
  }
  const sent = new Map<string, unknown>();
  for (const [place, name] of names.entries()) {
    const cell = cells[place] ?? "";
    if (name !== null && cell !== "") sent.set(name, NUMBERS.has(name) && /^\d+$/.test(cell) ? Number(cell) : cell);
  }
  const fault = moneyFault(sent);
  if (fault) return { fault };
  return readSpendRow(Object.fromEntries(sent), now);
}

/** Makes `amount` of the column that holds it, or says why that cannot be. */
function moneyFault(sent: Map<string, unknown>): Omit<RowFault, "index"> | null {
  const { amount, [MAJOR]: major } = Object.fromEntries(sent);
  if (amount !== undefined && major !== undefined) {
    return { field: MAJOR, rule: "stands beside amount. A row has one of them.", received: major };
  }
  if (typeof amount === "string" && /^-?\d[\d.,]*$/.test(amount)) {
    const rule = `must be whole minor units, 1250 for 12.50 EUR. For amounts as people write them, name the column ${MAJOR}, with a decimal point.`;
    return { field: "amount", rule, received: amount, example: { amount: 1250 } };
  }
  if (major === undefined) return null;
  sent.delete(MAJOR);
  const text = String(major);
  if (!/^\d+(?:\.\d+)?$/.test(text)) {
    const rule = text.includes(",") ? `${MAJOR_RULE} A decimal comma is not read.` : MAJOR_RULE;
    return { field: MAJOR, rule, received: text, example: { [MAJOR]: "12.50" } };
  }
  const exponent = minorDigitsOf(String(sent.get("currency") ?? "").toUpperCase());
  // The check of the row says what is wrong with its currency.
  const minor = exponent === null ? 0 : toMinorUnits(text, exponent);
  if (minor === null) {
    return { field: MAJOR, rule: `has more decimals than ${sent.get("currency")} (${exponent}).`, received: text };
  }
  sent.set("amount", minor);
  return null;
}

function columnNamed(cell: string): string | null {
  return COLUMNS.find((name) => name.toLowerCase() === cell.toLowerCase()) ?? null;
}
