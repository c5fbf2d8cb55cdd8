import { InvalidInput } from "@heliometer/core";
import { Temporal } from "temporal-polyfill";

/** A calendar day of a zone: its first instant and that of the next day, milliseconds since the epoch. */
export function dayOfZone(day: string, zone: string): { readonly start: number; readonly end: number } {
  const date = Temporal.PlainDate.from(day);
  const startOf = (each: Temporal.PlainDate) => each.toZonedDateTime(zone).epochMilliseconds;
  return { start: startOf(date), end: startOf(date.add({ days: 1 })) };
}

/** The calendar day of an instant in a zone. */
export function dayAt(instant: number, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).toPlainDate().toString();
}

/** The zone as IANA spells it. @throws InvalidInput for anything else. */
export function readZone(name: string): string {
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId;
  } catch {
    throw new InvalidInput({
      field: "--timezone",
      rule: "is not a known IANA time zone.",
      received: name,
      example: { timezone: "Europe/Paris" },
    });
  }
}

/**
 * An end of a range: a day of the zone, or an instant with its offset. `first`: the beginning of what is meant, `last`: the
 * end of it.
 * @throws InvalidInput for anything else.
 */
export function readEdge(field: string, text: string, zone: string): { readonly first: number; readonly last: number } {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) {
    try {
      const { start, end } = dayOfZone(text, zone);
      return { first: start, last: end };
    } catch {
      // Not a day of the calendar: told below.
    }
  }
  const instant = /^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(instant)) return { first: instant, last: instant };
  throw new InvalidInput({
    field,
    rule: "must be a day, or an instant with its offset.",
    received: text,
    example: { [field.replace(/^--/, "")]: "2024-03-31" },
  });
}
