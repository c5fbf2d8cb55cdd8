import { z } from "zod";
import { DEFINITIONS } from "../definitions.ts";
import { dimension, propertyDimension } from "../dimensions.ts";
import { propertyNameSchema } from "../input/filters.ts";
import { compareSchema, limitSchema, questionShape } from "../input/parameters.ts";
import { describeAnswer } from "../meta.ts";
import { measured, partsFor } from "../metrics.ts";
import { ask, type Question, readQuestion } from "../question.ts";
import { defineReport } from "../report.ts";
import { cleanText } from "../shape/text.ts";
import { changeInWords, countOf, numberInWords } from "../shape/words.ts";
import { comparisonInWords } from "../time/words.ts";
import { countProperties, eventNameSchema, propertyRowSchema, withName } from "./named-events.ts";
import { splitRows } from "./rows.ts";
import { scopeInWords } from "./scope.ts";

const countsShape = {
  count: z.number().describe(DEFINITIONS.events),
  uniqueVisitors: z.number().describe("Distinct visitors of these events"),
  previousCount: z.number().nullable().describe("Events before; null without a comparison"),
};

const dataSchema = z.object({
  property: z.string().nullable().describe("The property whose values the rows are; null when they are events"),
  rows: z.array(
    z.object({
      name: z.string().optional().describe("Name of the event"),
      value: z.string().optional().describe("Value of the property"),
      ...countsShape,
    }),
  ),
  totals: z.object(countsShape).describe("All events asked for, also those that are not in rows"),
  properties: z
    .array(propertyRowSchema)
    .optional()
    .describe("Where no event carries the property that was asked for: what they carry"),
});

type Data = z.output<typeof dataSchema>;

export const events = defineReport({
  name: "events",
  path: "events",
  title: "Custom events",
  description:
    "Custom events by name, or the values of one of their properties: how often, by how many unique visitors, and how often before. Events sent by servers count.",
  example: { period: "last_30_days", eventName: "signup", property: "plan" },
  input: z.strictObject({
    ...questionShape,
    eventName: eventNameSchema,
    property: propertyNameSchema.optional().describe("Rows are the values of this property, such as 'plan'"),
    compare: compareSchema,
    limit: limitSchema,
  }),
  data: dataSchema,
  answer: async (context, input) => {
    const question = await readQuestion(context, input);
    const by = input.property === undefined ? dimension("eventName") : propertyDimension(input.property);
    const found = await ask(question, {
      keys: ["label"],
      parts: partsFor([by], ["events", "eventVisitors", "previousEvents"]),
      conditions: withName(question.conditions, input.eventName),
      totals: true,
      skipEmptyKeys: true,
      order: "events",
      limit: input.limit,
    });
    const { rows, total, totalRows } = splitRows(found);
    const counts = (row: (typeof rows)[number] | undefined) => ({
      count: measured("events", row) ?? 0,
      uniqueVisitors: measured("eventVisitors", row) ?? 0,
      previousCount: question.comparison ? measured("previousEvents", row) : null,
    });
    const isUnknown = input.property !== undefined && rows.length === 0;
    const properties = isUnknown ? (await countProperties(question, input.eventName)).slice(0, input.limit) : null;
    const labelled = input.property === undefined ? "name" : "value";
    const data: Data = {
      property: input.property ?? null,
      totals: counts(total),
      rows: rows.map((row) => ({ [labelled]: cleanText(String(row.label)), ...counts(row) })),
      ...(properties && { properties }),
    };
    const reasons: Record<string, string> = question.comparison
      ? {}
      : { previousCount: "There is no comparison: none was asked for, or nothing comes before." };
    const visitorTexts = [`rows.${labelled}`, ...(properties ? ["properties.property"] : [])];
    const link = { eventName: input.eventName, property: input.property };
    const extent = { shownRows: rows.length, totalRows, reasons, visitorTexts, link };
    return { summary: summarize(data, { question, totalRows }), data, meta: await describeAnswer(question, extent) };
  },
});

function summarize(data: Data, { question, totalRows }: { question: Question; totalRows: number }): string {
  const { range, comparison, filters } = question;
  const scope = scopeInWords(range, filters);
  const top = data.rows[0];
  const { count, previousCount } = data.totals;
  const change =
    comparison && previousCount !== null
      ? `, ${changeInWords({ now: count, before: previousCount }, "events", comparisonInWords(range, comparison))}`
      : "";
  const carried = data.properties?.length ? "; data.properties says which properties these events carry" : "";
  if (!top || count === 0) return `No such events ${scope}${change}${carried}.`;
  const kinds = data.property === null ? countOf(totalRows, "name") : countOf(totalRows, "value");
  const first = `the first ${data.property === null ? "name" : "value"} ${numberInWords(top.count)} times`;
  return `${countOf(count, "event")} of ${kinds} ${scope}${change}; ${first}.`;
}
