import { z } from "zod";
import { compareSchema, questionShape } from "../input/parameters.ts";
import { describeAnswer } from "../meta.ts";
import { CURRENT, changePercent, PREVIOUS, partsFor } from "../metrics.ts";
import { ask, type Question, readQuestion } from "../question.ts";
import { defineReport } from "../report.ts";
import { changeInWords, countOf } from "../shape/words.ts";
import { comparisonInWords } from "../time/words.ts";
import { FIGURES, figuresShape, percentSchema, readFigures, reasonsFor } from "./figures.ts";
import { scopeInWords } from "./scope.ts";

const changeShape = {
  uniqueVisitors: percentSchema,
  pageViews: percentSchema,
  sessions: percentSchema,
  bounceRate: percentSchema,
  avgDuration: percentSchema,
};

const dataSchema = z.object({
  ...figuresShape,
  previous: z.object(figuresShape).nullable().describe("The same five before; null without a comparison"),
  change: z.object(changeShape).nullable().describe("Change in percent; null where there was nothing before"),
});

type Data = z.output<typeof dataSchema>;

export const overview = defineReport({
  name: "overview",
  path: "analytics",
  title: "Overview",
  description:
    "Unique visitors, page views, sessions, bounce rate (percent) and average visit duration (seconds) of a range, compared with the period before.",
  example: { period: "last_30_days", compare: "previous_period" },
  input: z.strictObject({ ...questionShape, compare: compareSchema }),
  data: dataSchema,
  answer: async (context, input) => {
    const question = await readQuestion(context, input);
    const rows = await ask(question, { parts: partsFor([], FIGURES), byBucket: true });
    const current = readFigures(rows.find((row) => row.bucket === CURRENT));
    const previous = question.comparison ? readFigures(rows.find((row) => row.bucket === PREVIOUS)) : null;
    const data: Data = { ...current, previous, change: previous && changes(current, previous) };
    const reasons = { ...reasonsFor(current), ...comparisonReasons(data, question) };
    return { summary: summarize(data, question), data, meta: await describeAnswer(question, { reasons }) };
  },
});

type Figures = ReturnType<typeof readFigures>;

function changes(current: Figures, previous: Figures): NonNullable<Data["change"]> {
  const change = (name: keyof Figures) => changePercent(current[name], previous[name]);
  return {
    uniqueVisitors: change("uniqueVisitors"),
    pageViews: change("pageViews"),
    sessions: change("sessions"),
    bounceRate: change("bounceRate"),
    avgDuration: change("avgDuration"),
  };
}

function comparisonReasons({ previous, change }: Data, { range }: Question): Record<string, string> {
  if (!previous || !change) {
    const isAll = range.period === "all";
    const why = isAll
      ? "Before the whole of the data there is nothing to compare with."
      : "No comparison was asked for.";
    return { previous: why, change: why };
  }
  const reasons = reasonsFor(previous, "previous.");
  for (const name of FIGURES) {
    if (change[name] === null) reasons[`change.${name}`] = "One of the two values is missing or the one before is 0.";
  }
  return reasons;
}

function summarize({ previous, ...now }: Data, { range, comparison, filters }: Question): string {
  const visitors = countOf(now.uniqueVisitors, "unique visitor");
  const rest = `${countOf(now.pageViews, "page view")} in ${countOf(now.sessions, "session")}`;
  const change =
    previous && comparison
      ? `, ${changeInWords({ now: now.uniqueVisitors, before: previous.uniqueVisitors }, "visitors", comparisonInWords(range, comparison))}`
      : "";
  return `${visitors} (${rest}) ${scopeInWords(range, filters)}${change}.`;
}
