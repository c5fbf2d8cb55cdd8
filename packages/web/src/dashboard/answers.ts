import { type Answer, type ReportContext, runReport } from "@heliometer/analytics";
import { z } from "zod";
import { type Asked, askedBy, eventOf, type ListCardName, type Row } from "./cards.ts";
import { figureOf, questionOf, type State } from "./state.ts";

/** Rows of a ranking that stand on the dashboard, on one page of all of them, and at most in a file. */
export const ROWS_SHOWN = 8;
export const PAGE_ROWS = 100;
export const ROWS_MAX = 10_000;
/** More than there are on the map. */
export const COUNTRIES_MAX = 300;
const PROPERTIES_SHOWN = 12;

const value = z.number().nullable();
const figures = z.object({
  uniqueVisitors: value,
  pageViews: value,
  sessions: value,
  bounceRate: value,
  avgDuration: value,
});
const overview = figures.extend({ previous: figures.nullable(), change: figures.nullable() });
const timeseries = z.object({
  interval: z.enum(["hour", "day", "week", "month"]),
  rows: z.array(z.object({ ...figures.partial().shape, date: z.string(), partial: z.boolean() })),
});
const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const list = z.object({ rows: z.array(z.record(z.string(), cell)), totals: z.record(z.string(), cell).optional() });
const properties = z.object({ rows: z.array(z.object({ property: z.string() })) });
const counted = z.object({ visitors: z.number() });
const realtime = z.object({
  activeVisitors: z.number(),
  pages: z.array(counted.extend({ path: z.string() })),
  sources: z.array(counted.extend({ name: z.string() })),
  countries: z.array(counted.extend({ countryCode: z.string().nullable() })),
});

const moneyFigures = z.object({
  netRevenue: value,
  mrr: value,
  newCustomers: value,
  arpa: value,
  customerChurnRate: value,
});
const revenue = moneyFigures.extend({ change: moneyFigures.nullable() });
const revenueTrend = timeseries.extend({
  rows: z.array(z.object({ date: z.string(), partial: z.boolean(), netRevenue: z.number(), mrr: z.number() })),
});

export type Revenue = z.output<typeof revenue>;
export type RevenueTrend = z.output<typeof revenueTrend>;
export type Numbers = z.output<typeof overview>;
export type Trend = z.output<typeof timeseries>;
export type Now = z.output<typeof realtime>;

/** A report's answer, its data read as `Data`. */
export interface Read<Data> {
  data: Data;
  summary: string;
  meta: Answer["meta"];
}

/** A ranking: its rows, and how many there are in all. */
export interface Listed {
  rows: readonly Row[];
  totals: Row;
  totalRows: number;
}

/** The key numbers. @throws InvalidInput for dates or filters that cannot be read. */
export function askNumbers(context: ReportContext, state: State): Promise<Read<Numbers>> {
  return read(context, askedBy("figures", state), overview);
}

/** The chart's line. */
export function askTrend(context: ReportContext, state: State): Promise<Read<Trend>> {
  return read(context, askedBy("trend", state), timeseries);
}

/**
 * The line of what the key numbers are compared with, bucket by bucket beside the first; null where there is no comparison
 * or its buckets are of another length.
 */
export async function askTrendBefore(
  context: ReportContext,
  state: State,
  { numbers, trend }: { numbers: Read<Numbers>; trend: Promise<Read<Trend>> },
): Promise<Read<Trend> | null> {
  const { comparison, timezone } = numbers.meta;
  if (!comparison) return null;
  const { report, input } = askedBy("trend", state);
  const { period: _period, ...rest } = input;
  const dates = { startDate: comparison.start, endDate: comparison.end, timezone };
  // Of what came before only the figure of the chart is shown.
  const metrics = [figureOf(state)];
  const before = await read(context, { report, input: { ...rest, ...dates, metrics } }, timeseries);
  return before.data.interval === (await trend).data.interval ? before : null;
}

/** What was earned. */
export function askRevenue(context: ReportContext, state: State): Promise<Read<Revenue>> {
  return read(context, askedBy("revenue", state), revenue);
}

/** What was earned, over time. */
export function askRevenueTrend(context: ReportContext, state: State): Promise<Read<RevenueTrend>> {
  return read(context, askedBy("revenueTrend", state), revenueTrend);
}

/** Customers, or what each channel cost and brought, the first rows. */
export async function askMoneyRows(
  context: ReportContext,
  state: State,
  card: "customers" | "roi",
): Promise<Read<readonly Row[]>> {
  const answer = await read({ ...context, rowsMax: ROWS_SHOWN }, askedBy(card, state), list);
  return { ...answer, data: answer.data.rows };
}

/** Who is there now. */
export function askNow(context: ReportContext): Promise<Read<Now>> {
  return read(context, askedBy("now", {}), realtime);
}

/** A ranking with at most `limit` rows. */
export async function askList(
  context: ReportContext,
  state: State,
  { card, limit }: { card: ListCardName; limit: number },
): Promise<Read<Listed>> {
  const { data, ...rest } = await read({ ...context, rowsMax: limit }, askedBy(card, state), list);
  return { ...rest, data: { rows: data.rows, totals: data.totals ?? {}, totalRows: rest.meta.totalRows } };
}

/** The names of the properties of the event that is looked at; empty while there is none. */
export async function askProperties(context: ReportContext, state: State): Promise<string[]> {
  const eventName = eventOf(state);
  if (eventName === null) return [];
  const input = { ...questionOf(state), eventName, limit: PROPERTIES_SHOWN };
  const { data } = await read(context, { report: "event_properties", input }, properties);
  return data.rows.map(({ property }) => property);
}

async function read<Data>(
  context: ReportContext,
  { report, input }: Asked,
  schema: z.ZodType<Data>,
): Promise<Read<Data>> {
  const { data, summary, meta } = await runReport(context, report, input);
  return { data: schema.parse(data), summary, meta };
}
