import type { Measure, Part, ResultRow, RowSet } from "@heliometer/events";
import type { Dimension } from "./dimensions.ts";

/** Buckets of a plan that compares: the stretch before, and the range itself. */
export const PREVIOUS = 0;
export const CURRENT = 1;

interface Quantity {
  readonly rows: RowSet;
  readonly measure: Measure;
  readonly bucket?: number;
}

/** What engines count. Metrics are made of these. */
const QUANTITIES = {
  visitors: { rows: "activity", measure: "visitors" },
  pageViews: { rows: "pageviews", measure: "count" },
  pageVisitors: { rows: "pageviews", measure: "visitors" },
  timedPageViews: { rows: "pageviews", measure: "timedCount" },
  timeOnPageMs: { rows: "pageviews", measure: "timedMs" },
  sessions: { rows: "sessions", measure: "count" },
  entries: { rows: "sessions", measure: "count" },
  exits: { rows: "sessions", measure: "count" },
  bounces: { rows: "sessions", measure: "bounces" },
  sessionMs: { rows: "sessions", measure: "sessionMs" },
  events: { rows: "events", measure: "count", bucket: CURRENT },
  eventVisitors: { rows: "events", measure: "visitors", bucket: CURRENT },
  previousEvents: { rows: "events", measure: "count", bucket: PREVIOUS },
  present: { rows: "presence", measure: "visitors" },
  viewing: { rows: "pageviews", measure: "visitors" },
  firstSession: { rows: "sessions", measure: "firstAt" },
  firstEvent: { rows: "events", measure: "firstAt" },
  lastSeen: { rows: "pageviews", measure: "lastAt" },
} as const satisfies Record<string, Quantity>;

export type QuantityName = keyof typeof QUANTITIES;

/** A number of an answer: what it is made of, and how. */
export interface Metric {
  readonly quantities: readonly QuantityName[];
  /** Null when the number does not exist; `missing` then says why. */
  value(read: (name: QuantityName) => number): number | null;
  readonly missing?: string;
}

const NO_SESSIONS = "No session to take it from.";

const count = (name: QuantityName): Metric => ({
  quantities: [name],
  value: (read) => read(name),
});

/** Every metric by its name; a report shows some of them, under the name that it gives them. */
const METRICS = {
  uniqueVisitors: count("visitors"),
  pageViews: count("pageViews"),
  sessions: count("sessions"),
  bounceRate: {
    quantities: ["bounces", "sessions"],
    value: (read) => percent(read("bounces"), read("sessions")),
    missing: NO_SESSIONS,
  },
  avgDuration: {
    quantities: ["sessionMs", "sessions"],
    value: (read) => meanSeconds(read("sessionMs"), read("sessions")),
    missing: NO_SESSIONS,
  },
  pageVisitors: count("pageVisitors"),
  entries: count("entries"),
  exits: count("exits"),
  entryBounceRate: {
    quantities: ["bounces", "entries"],
    value: (read) => percent(read("bounces"), read("entries")),
    missing: "No session began on the page.",
  },
  avgTimeOnPage: {
    quantities: ["timeOnPageMs", "timedPageViews"],
    value: (read) => meanSeconds(read("timeOnPageMs"), read("timedPageViews")),
    missing: "The time on the page is known of none of its page views.",
  },
  events: count("events"),
  previousEvents: count("previousEvents"),
  eventVisitors: count("eventVisitors"),
  activeVisitors: count("present"),
  viewers: count("viewing"),
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof METRICS;

/** The metric of that name. */
export function metric(name: MetricName): Metric {
  return METRICS[name];
}

/** The value of a metric over one row of a result; over no row every quantity is 0. */
export function measured(name: MetricName, row: ResultRow | undefined): number | null {
  return METRICS[name].value((quantity) => Number(row?.[quantity] ?? 0));
}

/** The parts of a plan that count what the metrics are made of, grouped by the dimensions: one part a kind of rows. */
export function partsFor(by: readonly Dimension[], metrics: readonly MetricName[]): Part[] {
  return partsOf(by, [...new Set(metrics.flatMap((name) => [...METRICS[name].quantities]))]);
}

/** The same for bare quantities. */
export function partsOf(by: readonly Dimension[], quantities: readonly QuantityName[]): Part[] {
  const byRows = Map.groupBy(quantities, (name) => QUANTITIES[name].rows);
  const fields = by.map((dimension) => dimension.field);
  return [...byRows].map(([rows, names]) => ({
    rows,
    by: fields,
    measures: names.map((name) => ({ name, ...measureOf(QUANTITIES[name]) })),
  }));
}

function measureOf({ measure, bucket }: Quantity): { measure: Measure; bucket?: number } {
  return bucket === undefined ? { measure } : { measure, bucket };
}

/** `part` of `whole` in percent with one decimal; null when there is no whole. */
export function percent(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((part * 1000) / whole) / 10;
}

/** The change from `before` to `now` in percent with one decimal; null when either does not exist or `before` is 0. */
export function changePercent(now: number | null, before: number | null): number | null {
  return now === null || before === null ? null : percent(now - before, before);
}

function meanSeconds(sumMs: number, rows: number): number | null {
  return rows === 0 ? null : Math.round(sumMs / rows / 100) / 10;
}
