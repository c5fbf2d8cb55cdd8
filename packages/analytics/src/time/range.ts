import { InvalidInput } from "@heliometer/core";
import { Temporal } from "temporal-polyfill";
import { type Days, daysOfPeriod, type Period } from "./period.ts";
import { inZone, startOfDay } from "./zone.ts";

const DEFAULT_PERIOD = "last_7_days";
const DEFAULT_DAYS = 7;
/** Ten years; `period: all` may be longer. */
const RANGE_DAYS_MAX = 3660;
const DAY_MS = 86_400_000;
const DATES_EXAMPLE = { startDate: "2026-11-14", endDate: "2026-11-20" };

/** A resolved range: [start, end) in milliseconds, counted up to `countedTo`, which is before `end` while it lasts. */
export interface Range {
  readonly zone: string;
  readonly start: number;
  readonly end: number;
  readonly countedTo: number;
  /** The calendar days, null when the range was given by instants. */
  readonly days: Days | null;
  readonly period: Period | "custom";
}

export interface RangeInput {
  readonly period?: Period | undefined;
  readonly startDate?: string | undefined;
  readonly endDate?: string | undefined;
}

/** What a range is resolved against. `firstEventAt` is asked for by `period: all` alone. */
export interface Moment {
  readonly now: number;
  readonly zone: string;
  readonly weekStart: number;
  firstEventAt(): Promise<number | null>;
}

/** The range that the input asks for; throws InvalidInput when there is none. */
export async function resolveRange(input: RangeInput, moment: Moment): Promise<Range> {
  const hasDates = input.startDate !== undefined || input.endDate !== undefined;
  if (hasDates && input.period !== undefined) {
    throw new InvalidInput({
      field: "period",
      rule: "give either period or startDate and endDate, not both.",
      received: input.period,
      example: DATES_EXAMPLE,
    });
  }
  if (hasDates) return fromDates(input, moment);
  const period = input.period ?? DEFAULT_PERIOD;
  const today = inZone(moment.now, moment.zone).toPlainDate();
  if (period !== "all") return fromDays(daysOfPeriod(period, { today, weekStart: moment.weekStart }), period, moment);
  const firstEventAt = Math.min((await moment.firstEventAt()) ?? moment.now, moment.now);
  const first = inZone(firstEventAt, moment.zone).toPlainDate();
  return fromDays(daysBetween(first, today.add({ days: 1 })), period, moment);
}

function fromDays(days: Days, period: Range["period"], { now, zone }: Moment): Range {
  const start = startOfDay(days.first, zone);
  const end = startOfDay(days.after, zone);
  return { zone, start, end, countedTo: countedTo(end, now), days, period };
}

/** An event of this very millisecond still counts. */
function countedTo(end: number, now: number): number {
  return Math.min(end, now + 1);
}

function daysBetween(first: Temporal.PlainDate, after: Temporal.PlainDate): Days {
  return { first, after, step: { days: first.until(after).days } };
}

/** One end of a range as it was written: a day, or an instant. */
type Edge = { day: Temporal.PlainDate } | { instant: number };

function fromDates(input: RangeInput, moment: Moment): Range {
  const today = inZone(moment.now, moment.zone).toPlainDate();
  const end: Edge = input.endDate === undefined ? { day: today } : readEdge("endDate", input.endDate);
  const start: Edge =
    input.startDate === undefined ? startBefore(end, moment.zone) : readEdge("startDate", input.startDate);
  checkNotFuture(start, input, moment);
  if ("day" in start && "day" in end) {
    const range = fromDays(daysBetween(start.day, end.day.add({ days: 1 })), "custom", moment);
    return checked(range, input);
  }
  const startMs = "day" in start ? startOfDay(start.day, moment.zone) : start.instant;
  const endMs = "day" in end ? startOfDay(end.day.add({ days: 1 }), moment.zone) : end.instant;
  const { zone, now } = moment;
  return checked(
    { zone, start: startMs, end: endMs, countedTo: countedTo(endMs, now), days: null, period: "custom" },
    input,
  );
}

function startBefore(end: Edge, zone: string): Edge {
  if ("day" in end) return { day: end.day.subtract({ days: DEFAULT_DAYS - 1 }) };
  return { instant: inZone(end.instant, zone).subtract({ days: DEFAULT_DAYS }).epochMilliseconds };
}

function checkNotFuture(start: Edge, input: RangeInput, { now, zone }: Moment): void {
  const startMs = "day" in start ? startOfDay(start.day, zone) : start.instant;
  if (startMs <= now) return;
  throw new InvalidInput({
    field: input.startDate === undefined ? "endDate" : "startDate",
    rule: `the range begins in the future; today is ${inZone(now, zone).toPlainDate()} in ${zone}.`,
    received: input.startDate ?? input.endDate,
    example: { period: DEFAULT_PERIOD },
  });
}

function checked(range: Range, input: RangeInput): Range {
  if (range.start >= range.end) {
    throw new InvalidInput({
      field: "startDate",
      rule: "must be before endDate; the same day twice means that whole day.",
      received: `${input.startDate ?? "(none)"} to ${input.endDate ?? "today"}`,
      example: DATES_EXAMPLE,
    });
  }
  if (range.end - range.start > RANGE_DAYS_MAX * DAY_MS) {
    throw new InvalidInput({
      field: "startDate",
      rule: `a range holds at most ${RANGE_DAYS_MAX} days; period all takes everything there is.`,
      received: input.startDate,
      example: { period: "all" },
    });
  }
  return range;
}

const DAY_PATTERN = /^\d{4}-\d{2}-\d{2}$/;
/** A month written where a day belongs means its first day at the beginning of a range, its last one at the end. */
const MONTH_PATTERN = /^\d{4}-\d{2}$/;
const INSTANT_PATTERN = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;
const YEAR_MIN = 1970;
const YEAR_MAX = 2200;

function readEdge(field: "startDate" | "endDate", text: string): Edge {
  try {
    const year = Number(text.slice(0, 4));
    if (year < YEAR_MIN || year > YEAR_MAX) throw new RangeError("Out of the years that have data.");
    if (DAY_PATTERN.test(text)) return { day: Temporal.PlainDate.from(text, { overflow: "reject" }) };
    if (MONTH_PATTERN.test(text)) return { day: dayOfMonth(field, Temporal.PlainYearMonth.from(text)) };
    if (INSTANT_PATTERN.test(text)) return { instant: Temporal.Instant.from(text).epochMilliseconds };
  } catch {
    throw unreadable(field, text, "there is no such day or time");
  }
  throw unreadable(
    field,
    text,
    "must be a day (YYYY-MM-DD) or an instant with its offset (YYYY-MM-DDThh:mm:ss+hh:mm or Z)",
  );
}

function dayOfMonth(field: "startDate" | "endDate", month: Temporal.PlainYearMonth): Temporal.PlainDate {
  return month.toPlainDate({ day: field === "startDate" ? 1 : month.daysInMonth });
}

function unreadable(field: string, received: string, rule: string): InvalidInput {
  return new InvalidInput({ field, rule: `${rule}.`, received, example: DATES_EXAMPLE });
}
