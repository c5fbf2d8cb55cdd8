import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { INTERVALS } from "../time/buckets.ts";
import type { History } from "./histories.ts";

/** Range, zone and comparison of a question about a history. */
export interface RangeQuestion {
  readonly now: number;
  readonly weekStart: number;
  readonly input: Readonly<Record<string, unknown>>;
}

/** Named periods, days and instants around the events, the present being among them or after. */
export function rangeArbitrary({ zone, center }: Pick<History, "zone" | "center">): fc.Arbitrary<RangeQuestion> {
  const dayOf = (instantMs: number) =>
    Temporal.Instant.fromEpochMilliseconds(instantMs).toZonedDateTimeISO(zone).toPlainDate();
  const days = fc.tuple(fc.integer({ min: -4, max: 0 }), fc.nat(6)).map(([from, length]) => {
    const first = dayOf(center).add({ days: from });
    return { startDate: first.toString(), endDate: first.add({ days: length }).toString() };
  });
  const midnight = (later: number) => dayOf(center).add({ days: later }).toZonedDateTime(zone).epochMilliseconds;
  const instants = fc
    .tuple(fc.integer({ min: -3, max: 0 }), fc.integer({ min: -90, max: 0 }), fc.integer({ min: 1, max: 4000 }))
    .map(([day, minute, minutes]) => {
      const start = Temporal.Instant.fromEpochMilliseconds(midnight(day) + minute * 60_000 + 1_234);
      const end = start.add({ minutes });
      return { startDate: start.toString(), endDate: end.toString({ timeZone: zone }) };
    });
  const periods = fc
    .constantFrom(
      "today",
      "yesterday",
      "last_7_days",
      "last_30_days",
      "this_week",
      "last_week",
      "this_month",
      "last_month",
      "all",
    )
    .map((period) => ({ period }));
  return fc.record({
    now: fc.oneof(
      fc.integer({ min: 0, max: 3 }).map((later) => midnight(later) + 60_000 * 17),
      fc.integer({ min: 0, max: 15_000 }).map((minutes) => midnight(1) + minutes * 60_000),
    ),
    weekStart: fc.integer({ min: 1, max: 7 }),
    input: fc.oneof(days, instants, periods).map((range) => ({ ...range, timezone: zone })),
  });
}

export const intervalArbitrary = fc.constantFrom("auto", ...INTERVALS);
export const limitArbitrary = fc.constantFrom(1, 2, 10, 100);
export const compareArbitrary = fc.constantFrom("previous_period", "previous_year", "none");
