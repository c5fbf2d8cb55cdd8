import type { Source } from "./sources.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DEMO_DAYS = 90;

/** One hour of the history, the last one shorter: how busy it is, and what sends more visitors than usual. */
export interface Hour {
  readonly start: number;
  readonly end: number;
  readonly weight: number;
  readonly spike: Spike | null;
}

/** A source that sends a share of all visits for a while. */
interface Spike {
  readonly source: Source["source"];
  readonly share: number;
}

const GROWTH = 0.8;
/** Sunday first, as `getUTCDay` counts. */
const WEEKDAY_WEIGHTS = [0.8, 1.06, 1.12, 1.1, 1.06, 0.98, 0.78];
const HOUR_WEIGHTS = [
  0.28, 0.18, 0.13, 0.11, 0.13, 0.22, 0.45, 0.8, 1.2, 1.5, 1.6, 1.55, 1.45, 1.5, 1.55, 1.5, 1.4, 1.35, 1.4, 1.55, 1.65,
  1.5, 1.05, 0.6,
];

/** Days before the end, and how much a day is lifted above the ordinary. */
const SPIKES: readonly { readonly daysBefore: number; readonly lift: number; readonly source: string }[] = [
  { daysBefore: 67, lift: 1.9, source: "Hacker News" },
  { daysBefore: 66, lift: 1.3, source: "Hacker News" },
  { daysBefore: 31, lift: 1.6, source: "newsletter" },
  { daysBefore: 12, lift: 1.5, source: "Reddit" },
];

/** The hours of 90 days that end at `endsAt`, busy as the clock on the wall of the time zone says. */
export function listHours(endsAt: number, timezone: string): Hour[] {
  const wallClock = createWallClock(timezone);
  const begin = endsAt - DEMO_DAYS * DAY_MS;
  const hours: Hour[] = [];
  for (let start = begin; start < endsAt; start = nextFullHour(start)) {
    const end = Math.min(nextFullHour(start), endsAt);
    const { hour, weekday } = wallClock(start);
    const spike = SPIKES.find(({ daysBefore }) => Math.floor((endsAt - start) / DAY_MS) === daysBefore);
    const lift = spike?.lift ?? 1;
    const growth = 1 + (GROWTH * (start - begin)) / (DEMO_DAYS * DAY_MS);
    const weight = growth * lift * (WEEKDAY_WEIGHTS[weekday] ?? 1) * (HOUR_WEIGHTS[hour] ?? 1);
    hours.push({
      start,
      end,
      weight: (weight * (end - start)) / HOUR_MS,
      spike: spike ? { source: spike.source, share: 1 - 1 / lift } : null,
    });
  }
  return hours;
}

function nextFullHour(instant: number): number {
  return (Math.floor(instant / HOUR_MS) + 1) * HOUR_MS;
}

function createWallClock(timezone: string): (instant: number) => { hour: number; weekday: number } {
  const format = new Intl.DateTimeFormat("sv-SE", {
    timeZone: timezone,
    dateStyle: "short",
    timeStyle: "medium",
  });
  return (instant) => {
    // The Swedish format is `2026-03-29 14:00:00`; read as if it were UTC it keeps the hour and the day of the wall.
    const wall = new Date(`${format.format(instant).replace(" ", "T")}Z`);
    return { hour: wall.getUTCHours(), weekday: wall.getUTCDay() };
  };
}
