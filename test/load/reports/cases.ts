import type { ReportName } from "@heliometer/analytics";
import type { AskedFigure } from "./engine.ts";
import type { ReportsOptions } from "./options.ts";
import { TIMEZONE } from "./prepare.ts";

/** One question, as the report and as its tool take it. */
export interface Case extends AskedFigure {
  readonly title: string;
  readonly report: ReportName;
  readonly tool: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** How many events arrive in a second while realtime is asked. */
export const LIVE_PER_SECOND = 1_000;
const RANGE_DAYS = 30;
const DAY_MS = 86_400_000;
const POSTGRES_MS = 3_000;

/** Every report over the last 30 days of the history, compared with the 30 before where it compares. */
export function listCases({ until }: ReportsOptions): Case[] {
  const startDate = new Date(Date.parse(until) - (RANGE_DAYS - 1) * DAY_MS).toISOString().slice(0, 10);
  const range = { startDate, endDate: until, timezone: TIMEZONE };
  const compared = { ...range, compare: "previous_period" };
  const filters = [
    { dimension: "country", operator: "is", values: ["FR"] },
    { dimension: "page", operator: "starts_with", values: ["/docs/"] },
  ];
  const analytics = { report: "overview", tool: "get_analytics" } as const;
  return [
    { title: "Overview, compared", ...analytics, input: compared, columnarMs: 60, postgresMs: 400 },
    {
      title: `Series by day, ${TIMEZONE}`,
      report: "timeseries",
      tool: "get_timeseries",
      input: { ...range, interval: "day" },
      columnarMs: 120,
      postgresMs: POSTGRES_MS,
    },
    {
      title: "Pages",
      report: "pages",
      tool: "get_top_pages",
      input: range,
      columnarMs: 300,
      postgresMs: POSTGRES_MS,
    },
    {
      title: "Sources",
      report: "sources",
      tool: "get_traffic_sources",
      input: range,
      columnarMs: 150,
      postgresMs: POSTGRES_MS,
    },
    {
      title: "Countries",
      report: "locations",
      tool: "get_top_locations",
      input: range,
      columnarMs: 80,
      postgresMs: POSTGRES_MS,
    },
    {
      title: "Overview, one country and pages by prefix",
      ...analytics,
      input: { ...compared, filters },
      columnarMs: 100,
      postgresMs: POSTGRES_MS,
    },
    {
      title: "Events by property, compared",
      report: "events",
      tool: "get_events",
      input: { ...compared, eventName: "purchase", property: "plan" },
      columnarMs: 80,
      postgresMs: POSTGRES_MS,
    },
  ];
}

/** Who is there now; measured while events arrive. */
export const REALTIME: Case = {
  title: `Realtime, ${LIVE_PER_SECOND.toLocaleString("en")} events/s arriving`,
  report: "realtime",
  tool: "get_realtime",
  input: {},
  columnarMs: 20,
  postgresMs: POSTGRES_MS,
};
