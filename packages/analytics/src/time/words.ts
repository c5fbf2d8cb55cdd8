import { Temporal } from "temporal-polyfill";
import type { Comparison } from "./comparison.ts";
import type { Range } from "./range.ts";
import { inZone } from "./zone.ts";

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;

/** 'from 14 to 20 November 2026 (Europe/Paris)'; a range that is not over ends in 'so far'. */
export function rangeInWords(range: Range): string {
  const soFar = range.countedTo < range.end ? " so far" : "";
  return `${stretchInWords(range)} (${range.zone})${soFar}`;
}

function stretchInWords(range: Range): string {
  if (!range.days) return `from ${instantInWords(range.start, range.zone)} to ${instantInWords(range.end, range.zone)}`;
  const { first } = range.days;
  const last = range.days.after.subtract({ days: 1 });
  if (first.equals(last)) return `on ${dayInWords(first)}`;
  if (first.year !== last.year) return `from ${dayInWords(first)} to ${dayInWords(last)}`;
  const month = first.month === last.month ? "" : ` ${MONTHS[first.month - 1]}`;
  return `from ${first.day}${month} to ${dayInWords(last)}`;
}

function dayInWords(day: Temporal.PlainDate): string {
  return `${day.day} ${MONTHS[day.month - 1]} ${day.year}`;
}

function instantInWords(instantMs: number, zone: string): string {
  const moment = inZone(instantMs, zone);
  return `${dayInWords(moment.toPlainDate())}, ${moment.toPlainTime().toString({ smallestUnit: "minute" })}`;
}

/** What a range was compared with: 'the 7 days before', 'the same part of the month before', 'the same dates a year earlier'. */
export function comparisonInWords(range: Range, comparison: Comparison): string {
  const whole = comparison.kind === "previous_year" ? "the same dates a year earlier" : periodBefore(range);
  return comparison.isPart ? `the same part of ${whole}` : whole;
}

function periodBefore(range: Range): string {
  if (!range.days) return "the same length of time before";
  const { step } = range.days;
  if (step.years) return "the year before";
  if (step.months) return "the month before";
  if (step.weeks) return "the week before";
  return step.days === 1 ? "the day before" : `the ${step.days} days before`;
}

/** What is still running on the range's last day, as a warning; null once the range is over. */
export function unfinishedWarning(range: Range): string | null {
  if (range.countedTo >= range.end) return null;
  const until = inZone(range.countedTo - 1, range.zone);
  const lastDay = inZone(range.end - 1, range.zone).toPlainDate();
  const what = Temporal.PlainDate.compare(lastDay, until.toPlainDate()) === 0 ? "Today" : "The period";
  const time = until.toPlainTime().toString({ smallestUnit: "minute" });
  return `${what} is not over: the numbers go up to ${dayInWords(until.toPlainDate())}, ${time} (${range.zone}).`;
}
