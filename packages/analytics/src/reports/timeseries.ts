import type { ResultRow } from "@heliometer/events";
import { z } from "zod";
import { questionShape } from "../input/parameters.ts";
import { describeAnswer } from "../meta.ts";
import { partsFor } from "../metrics.ts";
import { ask, type Question, readQuestion } from "../question.ts";
import { defineReport } from "../report.ts";
import { countOf, numberInWords } from "../shape/words.ts";
import { autoInterval, type Bucket, countedEdges, INTERVALS, type Interval, resolveBuckets } from "../time/buckets.ts";
import { spansOf } from "../time/spans.ts";
import { isoWithOffset } from "../time/zone.ts";
import { FIGURES, type FigureName, figuresShape, readFigures, reasonsFor } from "./figures.ts";
import { scopeInWords } from "./scope.ts";

const figures = z.object(figuresShape).partial();

const dataSchema = z.object({
  interval: z.enum(INTERVALS).describe("Length of a bucket"),
  rows: z
    .array(
      figures.extend({
        date: z.string().describe("Start of the bucket on the local clock, ISO 8601 with offset"),
        partial: z.boolean().describe("Whether the range covers only a part of the bucket, or it is not over yet"),
      }),
    )
    .describe("One row a bucket, oldest first, without gaps"),
  totals: figures.describe("The whole range: visitors are counted once here, so the rows do not add up to them"),
});

type Data = z.output<typeof dataSchema>;

export const timeseries = defineReport({
  name: "timeseries",
  path: "analytics/timeseries",
  title: "Trend over time",
  description:
    "Visitors, page views, sessions, bounce rate and duration by hour, day, week or month, without gaps, with the totals of the range beside them. Never add up visitors over rows: use totals.",
  example: { period: "last_30_days", interval: "day" },
  input: z.strictObject({
    ...questionShape,
    interval: z
      .enum(["auto", ...INTERVALS])
      .default("auto")
      .describe("Length of a bucket, such as 'day'; auto chooses by the length of the range; at most 1,000 buckets"),
    metrics: z.array(z.enum(FIGURES)).min(1).max(FIGURES.length).optional().describe("Which figures; default all five"),
  }),
  data: dataSchema,
  answer: async (context, input) => {
    const question = await readQuestion(context, input);
    const interval = input.interval === "auto" ? autoInterval(question.range) : input.interval;
    const buckets = resolveBuckets(question.range, interval, context.project.weekStart);
    const names = FIGURES.filter((name) => input.metrics?.includes(name) ?? true);
    const found = await ask(question, {
      parts: partsFor([], names),
      spans: spansOf(countedEdges(question.range, buckets)),
      byBucket: true,
      totals: true,
    });
    const data = shape({ question, interval, buckets, names }, found);
    const extent = { shownRows: data.rows.length, reasons: nullReasons(data), link: { interval } };
    return { summary: summarize(data, question), data, meta: await describeAnswer(question, extent) };
  },
});

interface Series {
  question: Question;
  interval: Interval;
  buckets: readonly Bucket[];
  names: readonly FigureName[];
}

function shape({ question, interval, buckets, names }: Series, found: readonly ResultRow[]): Data {
  const byBucket = new Map(found.filter((row) => row.total === 0).map((row) => [row.bucket, row]));
  const rows = buckets.map((bucket, index) => ({
    date: isoWithOffset(bucket.start, question.range.zone),
    ...pick(readFigures(byBucket.get(index)), names),
    partial: bucket.isPartial,
  }));
  return { interval, totals: pick(readFigures(found.find((row) => row.total === 1)), names), rows };
}

type Picked = z.output<typeof figures>;

function pick(values: ReturnType<typeof readFigures>, names: readonly FigureName[]): Picked {
  return Object.fromEntries(names.map((name) => [name, values[name]]));
}

function nullReasons({ rows, totals }: Data): Record<string, string> {
  const reasons = reasonsFor(totals, "totals.");
  for (const row of rows) Object.assign(reasons, reasonsFor(row, "rows."));
  return reasons;
}

function summarize({ rows, totals, interval }: Data, { range, filters }: Question): string {
  const name = FIGURES.find((figure) => totals[figure] !== undefined) ?? "uniqueVisitors";
  const scope = scopeInWords(range, filters);
  const buckets = countOf(rows.length, interval);
  const total = figureInWords(name, totals[name] ?? null);
  const values = rows.flatMap((row) => (typeof row[name] === "number" ? [{ date: row.date, value: row[name] }] : []));
  const top = values.reduce((best, row) => (row.value > best.value ? row : best), { date: "", value: 0 });
  const peak = top.date === "" ? "" : `; the highest was ${numberInWords(top.value)}, from ${top.date}`;
  return `${total} ${scope}, by ${interval} (${buckets})${peak}.`;
}

function figureInWords(name: FigureName, value: number | null): string {
  if (name === "bounceRate") return value === null ? "No bounce rate" : `A bounce rate of ${numberInWords(value)} %`;
  if (name === "avgDuration") return value === null ? "No duration" : `${countOf(value, "second")} a session`;
  const words = { uniqueVisitors: "unique visitor", pageViews: "page view", sessions: "session" } as const;
  return countOf(value ?? 0, words[name]);
}
