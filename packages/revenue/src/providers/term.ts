import { Temporal } from "temporal-polyfill";
import type { SubscriptionItem } from "../records.ts";

const MONTHS_PER_YEAR = 12;
const DAYS_PER_WEEK = 7;
/** From the last day of a short month to that of the next one. */
const CLAMPED_DAYS_MAX = 3;

/** How often something is paid that is billed for such a term: a calendar month is one, whatever its days. */
export function intervalOf({
  start,
  end,
}: {
  start: number;
  end: number;
}): Pick<SubscriptionItem, "interval" | "intervalCount"> {
  const [from, to] = [dayOf(start), dayOf(end)];
  const { months, days } = from.until(to, { largestUnit: "months" });
  const isClamped = from.day === from.daysInMonth || to.day === to.daysInMonth;
  const whole = months + Math.round(days / to.daysInMonth);
  const off = Math.abs(from.add({ months: whole }).until(to, { largestUnit: "days" }).days);
  if (whole > 0 && (off === 0 || (isClamped && off <= CLAMPED_DAYS_MAX))) {
    return whole % MONTHS_PER_YEAR === 0
      ? { interval: "year", intervalCount: whole / MONTHS_PER_YEAR }
      : { interval: "month", intervalCount: whole };
  }
  const count = Math.max(1, from.until(to, { largestUnit: "days" }).days);
  return count % DAYS_PER_WEEK === 0
    ? { interval: "week", intervalCount: count / DAYS_PER_WEEK }
    : { interval: "day", intervalCount: count };
}

function dayOf(instant: number): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO("UTC").toPlainDate();
}
