import { type ReportContext, runReport } from "@heliometer/analytics";
import { z } from "zod";

const ROWS_SHOWN = 8;
const value = z.number().nullable();

const figures = z.object({
  uniqueVisitors: value,
  pageViews: value,
  sessions: value,
  bounceRate: value,
  avgDuration: value,
});
/** The five numbers, in the order in which they stand. */
export const FIGURE_NAMES = figures.keyof().options;
export type FigureName = (typeof FIGURE_NAMES)[number];

const overview = figures.extend({ change: figures.nullable() });
const timeseries = z.object({
  interval: z.enum(["hour", "day", "week", "month"]),
  rows: z.array(
    z.object({ date: z.string(), partial: z.boolean(), uniqueVisitors: z.number(), pageViews: z.number() }),
  ),
});
const pages = z.object({ rows: z.array(z.object({ path: z.string(), title: z.string(), pageViews: z.number() })) });
const sources = z.object({ rows: z.array(z.object({ name: z.string(), uniqueVisitors: z.number() })) });
const locations = z.object({
  rows: z.array(z.object({ country: z.string(), countryCode: z.string().nullable(), visitors: z.number() })),
});
const realtime = z.object({ activeVisitors: z.number() });

/** What the address of the overview may say; the rest of the query string is not ours. */
const QUESTION_FIELDS = ["period", "startDate", "endDate", "timezone", "filters"] as const;

export type Question = Readonly<Record<string, unknown>>;

/** The part of a report's input that all blocks of the overview share. */
export function pickQuestion(input: Question): Question {
  return Object.fromEntries(
    QUESTION_FIELDS.filter((name) => input[name] !== undefined).map((name) => [name, input[name]]),
  );
}

/**
 * Everything on the overview, from the reports that MCP and the Read API give out too.
 * @throws InvalidInput for dates or filters that cannot be read.
 */
export async function askOverview(context: ReportContext, input: Question) {
  const question = pickQuestion(input);
  const limited = { ...question, limit: ROWS_SHOWN };
  const [numbers, trend, topPages, topSources, countries, now] = await Promise.all([
    runReport(context, "overview", input.compare === undefined ? question : { ...question, compare: input.compare }),
    runReport(context, "timeseries", { ...question, metrics: ["uniqueVisitors", "pageViews"] }),
    runReport(context, "pages", limited),
    runReport(context, "sources", limited),
    runReport(context, "locations", limited),
    runReport(context, "realtime", {}),
  ]);
  return {
    meta: numbers.meta,
    summary: trend.summary,
    numbers: overview.parse(numbers.data),
    trend: timeseries.parse(trend.data),
    pages: pages.parse(topPages.data).rows,
    sources: sources.parse(topSources.data).rows,
    countries: locations.parse(countries.data).rows,
    activeVisitors: realtime.parse(now.data).activeVisitors,
  };
}

export type OverviewAnswers = Awaited<ReturnType<typeof askOverview>>;
