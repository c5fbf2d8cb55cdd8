import { Temporal } from "temporal-polyfill";

/** The calendar day of an instant in a zone, YYYY-MM-DD. */
export function dayOf(at: number, timezone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timezone).toPlainDate().toString();
}

/** The instant at which a calendar day (YYYY-MM-DD) begins in a zone, also where its clocks skip midnight. */
export function startOfDay(date: string, timezone: string): number {
  return Temporal.PlainDate.from(date).toZonedDateTime(timezone).epochMilliseconds;
}
