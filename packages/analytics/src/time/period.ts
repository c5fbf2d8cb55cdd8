import type { Temporal } from "temporal-polyfill";

/** The named ranges. */
export const PERIODS = [
  "today",
  "yesterday",
  "last_7_days",
  "last_30_days",
  "last_90_days",
  "this_week",
  "last_week",
  "this_month",
  "last_month",
  "this_year",
  "all",
] as const;
export type Period = (typeof PERIODS)[number];

/** Whole calendar days: `first` up to, not including, `after`; `step` leads to the period before. */
export interface Days {
  readonly first: Temporal.PlainDate;
  readonly after: Temporal.PlainDate;
  readonly step: { readonly days?: number; readonly weeks?: number; readonly months?: number; readonly years?: number };
}

/** What a named range is counted from. `weekStart`: 1 Monday … 7 Sunday. */
export interface Today {
  readonly today: Temporal.PlainDate;
  readonly weekStart: number;
}

type NamedPeriod = Exclude<Period, "all">;

/** The days of a named range. */
export function daysOfPeriod(period: NamedPeriod, now: Today): Days {
  return DAYS_OF[period](now);
}

/** The first day of the week that holds `day`. */
export function startOfWeek(day: Temporal.PlainDate, weekStart: number): Temporal.PlainDate {
  return day.subtract({ days: (day.dayOfWeek - weekStart + 7) % 7 });
}

const lastDays =
  (days: number) =>
  ({ today }: Today): Days => ({
    first: today.subtract({ days: days - 1 }),
    after: today.add({ days: 1 }),
    step: { days },
  });

const week =
  (weeksAgo: number) =>
  ({ today, weekStart }: Today): Days => {
    const first = startOfWeek(today, weekStart).subtract({ weeks: weeksAgo });
    return { first, after: first.add({ weeks: 1 }), step: { weeks: 1 } };
  };

const month =
  (monthsAgo: number) =>
  ({ today }: Today): Days => {
    const first = today.with({ day: 1 }).subtract({ months: monthsAgo });
    return { first, after: first.add({ months: 1 }), step: { months: 1 } };
  };

const DAYS_OF: Readonly<Record<NamedPeriod, (now: Today) => Days>> = {
  today: lastDays(1),
  yesterday: ({ today }) => ({ first: today.subtract({ days: 1 }), after: today, step: { days: 1 } }),
  last_7_days: lastDays(7),
  last_30_days: lastDays(30),
  last_90_days: lastDays(90),
  this_week: week(0),
  last_week: week(1),
  this_month: month(0),
  last_month: month(1),
  this_year: ({ today }) => {
    const first = today.with({ month: 1, day: 1 });
    return { first, after: first.add({ years: 1 }), step: { years: 1 } };
  },
};
