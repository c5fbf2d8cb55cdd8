import { InvalidInput } from "@heliometer/core";
import type { Compare } from "../input/parameters.ts";
import type { Days } from "./period.ts";
import type { Range } from "./range.ts";
import { inZone, startOfDay } from "./zone.ts";

/** What a range is compared with: [start, end). */
export interface Comparison {
  readonly kind: "previous_period" | "previous_year";
  readonly start: number;
  readonly end: number;
  /** The range is not over, so only the same elapsed part is compared with. */
  readonly isPart: boolean;
}

/**
 * The stretch of time to compare a range with; null where there is nothing to compare with. Lengths are calendar lengths
 * of the zone: a day of 25 hours is compared with a day of 24. While the range lasts, the stretch ends at the same time of
 * the clock, as many days in. Throws InvalidInput when the two would overlap.
 */
export function resolveComparison(range: Range, compare: Compare): Comparison | null {
  if (compare === "none" || range.period === "all") return null;
  const whole = range.days ? daysBefore(range, range.days, compare) : instantsBefore(range, compare);
  if (whole.end > range.start) throw overlapping(compare);
  const isPart = range.countedTo < range.end;
  const end = isPart ? Math.max(whole.start + 1, Math.min(whole.sameElapsed(), whole.end)) : whole.end;
  return { kind: compare, start: whole.start, end, isPart };
}

function overlapping(compare: Compare): InvalidInput {
  return new InvalidInput({
    field: "compare",
    rule: "the range is longer than a year, so it overlaps the same dates a year earlier.",
    received: compare,
    allowed: ["previous_period", "none"],
    example: { compare: "previous_period" },
  });
}

interface Before {
  readonly start: number;
  readonly end: number;
  /** The instant as far into this stretch as the count has come in the range. */
  sameElapsed(): number;
}

function daysBefore(range: Range, days: Days, compare: Comparison["kind"]): Before {
  const { zone } = range;
  const isYear = compare === "previous_year";
  const first = isYear ? days.first.subtract({ years: 1 }) : days.first.subtract(days.step);
  const after = isYear ? days.after.subtract({ days: 1 }).subtract({ years: 1 }).add({ days: 1 }) : days.first;
  return {
    start: startOfDay(first, zone),
    end: startOfDay(after, zone),
    sameElapsed: () => {
      const counted = inZone(range.countedTo, zone).toPlainDateTime();
      const elapsed = days.first.toPlainDateTime().until(counted, { largestUnit: "day" });
      return first.toPlainDateTime().add(elapsed).toZonedDateTime(zone).epochMilliseconds;
    },
  };
}

function instantsBefore(range: Range, compare: Comparison["kind"]): Before {
  const start = inZone(range.start, range.zone);
  const end = inZone(range.end, range.zone);
  const isYear = compare === "previous_year";
  const from = start.subtract(isYear ? { years: 1 } : start.until(end, { largestUnit: "day" }));
  const to = isYear ? end.subtract({ years: 1 }) : start;
  return {
    start: from.epochMilliseconds,
    end: Math.max(to.epochMilliseconds, from.epochMilliseconds + 1),
    sameElapsed: () =>
      from.add(start.until(inZone(range.countedTo, range.zone), { largestUnit: "day" })).epochMilliseconds,
  };
}
