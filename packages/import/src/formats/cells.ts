import { Temporal } from "temporal-polyfill";

/** A cell that is not what its column holds; the message is for the person who has the file. */
export class CellFault extends Error {
  constructor(column: string, received: string, rule: string) {
    super(`${column}: "${received.length > 60 ? `${received.slice(0, 60)}…` : received}" ${rule}`);
    this.name = "CellFault";
  }
}

const COUNT_MAX = 1_000_000_000;

/** A count; empty is 0. Thousands separators and decimal commas are refused, because `1,234` may be either. */
export function readCount(column: string, cell: string): number {
  const text = cell.trim();
  if (text === "") return 0;
  const value = /^\d+(?:\.0+)?$/.test(text) ? Number(text) : Number.NaN;
  if (value <= COUNT_MAX) return value;
  throw new CellFault(column, cell, "is not a whole number, such as 1234.");
}

/** A number that may have decimals after a point; empty is 0. */
export function readNumber(column: string, cell: string): number {
  const text = cell.trim();
  if (text === "") return 0;
  const value = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (value <= COUNT_MAX) return value;
  throw new CellFault(column, cell, "is not a number, such as 12.5 (with a point).");
}

/** A calendar day, from `2024-01-31` or `20240131`. */
export function readDay(column: string, cell: string): string {
  const [, year, month, day] = /^(\d{4})-?(\d\d)-?(\d\d)$/.exec(cell.trim()) ?? [];
  const iso = `${year}-${month}-${day}`;
  const instant = Date.parse(`${iso}T00:00:00Z`);
  // A 31st of April would be read as the 1st of May.
  if (!Number.isNaN(instant) && new Date(instant).toISOString().startsWith(iso)) return iso;
  throw new CellFault(column, cell, "is not a day, such as 2024-01-31.");
}

const INSTANT = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d{1,9})?) ?(Z|UTC|[+-]\d\d(?::?\d\d)?)?$/;

/**
 * An instant in milliseconds since the epoch, from `2024-01-31 12:34:56`, with or without decimals and an offset; without
 * one it is a time of the zone.
 */
export function readInstant(column: string, cell: string, zone: string): number {
  const [, day = "", time = "", offset = zone === "UTC" ? "Z" : ""] = INSTANT.exec(cell.trim()) ?? [];
  const instant =
    offset === "" && day !== "" ? inZone(`${day}T${time}`, zone) : Date.parse(`${day}T${time}${isoOffset(offset)}`);
  if (!Number.isNaN(instant) && day !== "") return instant;
  throw new CellFault(column, cell, "is not a time, such as 2024-01-31 12:34:56.");
}

function isoOffset(offset: string): string {
  if (offset === "Z" || offset === "UTC") return "Z";
  const digits = offset.replace(":", "");
  return digits.length === 3 ? `${digits}:00` : `${digits.slice(0, 3)}:${digits.slice(3)}`;
}

function inZone(local: string, zone: string): number {
  try {
    return Temporal.PlainDateTime.from(local, { overflow: "reject" }).toZonedDateTime(zone).epochMilliseconds;
  } catch {
    return Number.NaN;
  }
}
