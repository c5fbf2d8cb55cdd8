import { type Asked, currentStretch, filtersOf } from "./asked.ts";
import { countedRows, figuresOf } from "./oracle.ts";

interface Row {
  readonly date: string;
  readonly partial: boolean;
}

/**
 * The series that must have been answered. Instants are put into buckets by the formatter of the machine, not by the
 * product's own calendar; the list of buckets itself is checked in the tests of buckets.
 */
export function seriesOf(asked: Asked, answered: unknown) {
  const { interval, rows } = answered as { interval: string; rows: readonly Row[] };
  const stretch = currentStretch(asked);
  const all = countedRows(asked.oracle, stretch, filtersOf(asked));
  const keyOf = bucketKeys(asked, interval);
  return {
    interval,
    rows: rows.map(({ date, partial }) => {
      const here = keyOf(Date.parse(date));
      const figures = figuresOf({
        sessions: all.sessions.filter(({ start }) => keyOf(start) === here),
        pageViews: all.pageViews.filter(({ source }) => keyOf(source.ts) === here),
        activity: all.activity.filter(({ source }) => keyOf(source.ts) === here),
        custom: [],
      });
      return { date, ...figures, partial };
    }),
    totals: figuresOf(all),
  };
}

/** Names the bucket of an instant by what a clock and a calendar on the wall show. */
export function bucketKeys({ meta, weekStart }: Pick<Asked, "meta" | "weekStart">, interval: string) {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: meta.timezone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    hourCycle: "h23",
    timeZoneName: "longOffset",
  });
  return (instant: number): string => {
    const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]));
    const day = `${parts.get("year")}-${parts.get("month")}-${parts.get("day")}`;
    if (interval === "month") return day.slice(0, 7);
    if (interval === "day") return day;
    if (interval === "hour") return `${day} ${parts.get("hour")} ${parts.get("timeZoneName")}`;
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
    const sinceStart = (weekday - weekStart + 7) % 7;
    return new Date(Date.parse(`${day}T00:00:00Z`) - sinceStart * 86_400_000).toISOString().slice(0, 10);
  };
}
