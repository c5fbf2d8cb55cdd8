import { InvalidInput } from "@heliometer/core";
import type { Temporal } from "temporal-polyfill";
import { startOfWeek } from "./period.ts";
import type { Range } from "./range.ts";
import { inZone, startOfDay } from "./zone.ts";

export const INTERVALS = ["hour", "day", "week", "month"] as const;
export type Interval = (typeof INTERVALS)[number];

const BUCKETS_MAX = 1000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The lengths at which a bucket of that interval can be shortest, a clock change included. */
const SHORTEST_MS: Readonly<Record<Interval, number>> = {
  hour: HOUR_MS,
  day: 23 * HOUR_MS,
  week: 7 * DAY_MS - HOUR_MS,
  month: 28 * DAY_MS - HOUR_MS,
};

/** A calendar bucket: [start, end), the part of it inside the range may be smaller. */
export interface Bucket {
  readonly start: number;
  readonly end: number;
  /** The range covers only a part of it, or it is not over yet. */
  readonly isPartial: boolean;
}

/** The interval for a range that names none: up to 2 days hours, up to 92 days days, up to 366 days weeks, else months. */
export function autoInterval(range: Range): Interval {
  const days = Math.round((range.end - range.start) / DAY_MS);
  if (days <= 2) return "hour";
  if (days <= 92) return "day";
  return days <= 366 ? "week" : "month";
}

/** The buckets of a range without a gap, up to the present; throws InvalidInput when they would be more than 1,000. */
export function resolveBuckets(range: Range, interval: Interval, weekStart: number): Bucket[] {
  const estimate = (range.countedTo - range.start) / SHORTEST_MS[interval];
  if (estimate > BUCKETS_MAX + 2) throw tooMany(range, interval);
  const edges = interval === "hour" ? hourEdges(range) : dayEdges(range, interval, weekStart);
  if (edges.length - 1 > BUCKETS_MAX) throw tooMany(range, interval);
  return edges.slice(1).map((end, index) => {
    const start = edges[index] ?? end;
    return { start, end, isPartial: start < range.start || end > range.countedTo };
  });
}

/** The edges that cut a range into the parts of its buckets: the buckets' own, clipped to what is counted. */
export function countedEdges(range: Range, buckets: readonly Bucket[]): number[] {
  return [range.start, ...buckets.map((bucket) => Math.min(bucket.end, range.countedTo))];
}

function tooMany(range: Range, interval: Interval): InvalidInput {
  return new InvalidInput({
    field: "interval",
    rule: `at most ${BUCKETS_MAX} buckets in an answer; take a longer interval or a shorter range.`,
    received: interval,
    allowed: INTERVALS.slice(INTERVALS.indexOf(interval) + 1),
    example: { interval: autoInterval(range) },
  });
}

/**
 * Hours of the local clock. A clock change begins a new bucket, so an hour that the clock shows twice is two buckets,
 * and a change of half an hour (Lord Howe) makes a bucket of half an hour.
 */
function hourEdges(range: Range): number[] {
  const first = inZone(range.start, range.zone);
  const changeBefore = first.add({ milliseconds: 1 }).getTimeZoneTransition("previous")?.epochMilliseconds;
  const edges = [Math.max(localHour(first), changeBefore ?? Number.NEGATIVE_INFINITY)];
  let change = nextChange(first);
  for (let edge = edges[0] ?? range.start; edge < range.countedTo; ) {
    const hour = localHour(inZone(edge, range.zone)) + HOUR_MS;
    const isChange = change !== null && change.epochMilliseconds <= hour;
    edge = isChange && change ? change.epochMilliseconds : hour;
    if (isChange && change) change = nextChange(change);
    edges.push(edge);
  }
  return edges;
}

function nextChange(from: Temporal.ZonedDateTime): Temporal.ZonedDateTime | null {
  return from.getTimeZoneTransition("next");
}

/** The latest instant, not after this one, at which the clock shows a full hour by the offset that holds now. */
function localHour(moment: Temporal.ZonedDateTime): number {
  const offsetMs = moment.offsetNanoseconds / 1_000_000;
  return Math.floor((moment.epochMilliseconds + offsetMs) / HOUR_MS) * HOUR_MS - offsetMs;
}

function dayEdges(range: Range, interval: "day" | "week" | "month", weekStart: number): number[] {
  let day = firstDay(inZone(range.start, range.zone).toPlainDate(), interval, weekStart);
  const edges = [startOfDay(day, range.zone)];
  for (let edge = edges[0] ?? range.end; edge < range.countedTo; edge = startOfDay(day, range.zone)) {
    // A zone that crosses the date line skips a day (Pacific/Apia, 30 December 2011): that day has no bucket.
    if (edge > (edges.at(-1) ?? edge)) edges.push(edge);
    day = day.add(STEP[interval]);
  }
  edges.push(startOfDay(day, range.zone));
  return edges;
}

const STEP = { day: { days: 1 }, week: { weeks: 1 }, month: { months: 1 } } as const;

function firstDay(day: Temporal.PlainDate, interval: "day" | "week" | "month", weekStart: number): Temporal.PlainDate {
  if (interval === "week") return startOfWeek(day, weekStart);
  return interval === "month" ? day.with({ day: 1 }) : day;
}
