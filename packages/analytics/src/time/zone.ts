import { InvalidInput } from "@heliometer/core";
import { Temporal } from "temporal-polyfill";

/** The zone as IANA spells it; throws InvalidInput for anything that is not an IANA zone. */
export function readZone(name: string): string {
  try {
    if (!/^[A-Za-z]/.test(name)) throw new RangeError("An offset is not a zone.");
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId;
  } catch {
    const similar = similarZones(name);
    throw new InvalidInput({
      field: "timezone",
      rule: "is not a known IANA time zone.",
      received: name,
      ...(similar.length > 0 ? { allowed: similar } : {}),
      example: { timezone: similar[0] ?? "Europe/Paris" },
    });
  }
}

/** Zones whose city is meant: 'paris' → Europe/Paris. */
function similarZones(name: string): string[] {
  const wanted = name.trim().toLowerCase().replaceAll(" ", "_").split("/").at(-1);
  if (!wanted) return [];
  return Intl.supportedValuesOf("timeZone").filter((zone) => zone.toLowerCase().split("/").at(-1) === wanted);
}

/** The instant as a date and time of the zone. */
export function inZone(instantMs: number, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instantMs).toZonedDateTimeISO(zone);
}

/** The first instant of a day in the zone; not midnight where a clock change skips it. */
export function startOfDay(day: Temporal.PlainDate, zone: string): number {
  return day.toZonedDateTime(zone).epochMilliseconds;
}

/** An instant as ISO 8601 with the offset that holds there. */
export function isoWithOffset(instantMs: number, zone: string): string {
  return inZone(instantMs, zone).toString({ timeZoneName: "never" });
}
