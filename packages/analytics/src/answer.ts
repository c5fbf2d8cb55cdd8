import { ATTRIBUTION_MODELS } from "@heliometer/events";
import { z } from "zod";
import { filterSchema } from "./input/filters.ts";

/** Which dates an answer is compared with. */
const comparisonSchema = z.object({
  kind: z.enum(["previous_period", "previous_year"]),
  start: z.string().describe("First instant compared with, ISO 8601 with offset"),
  end: z.string().describe("End of what is compared with (exclusive), ISO 8601 with offset"),
});

/** Which texts of an answer the product did not write. */
const visitorTextsSchema = z.object({
  fields: z.array(z.string()).describe("Fields with such texts; they stand in rows alone"),
  note: z.string().describe("What to make of them"),
});

/** How revenue was given to channels. */
const attributionSchema = z.object({
  model: z.enum(ATTRIBUTION_MODELS),
  windowDays: z.number().describe("Visits up to so many days before the first payment count"),
  coverage: z.number().nullable().describe("Percent of the net revenue that is attributed"),
});

/** How an answer came about. */
const metaSchema = z.object({
  start: z.string().describe("First instant of the range, ISO 8601 with offset"),
  end: z.string().describe("End of the range (exclusive), ISO 8601 with offset"),
  timezone: z.string().describe("IANA time zone of the calendar days"),
  period: z.string().describe("Name of the range, 'custom' when it was given by dates"),
  comparison: comparisonSchema.nullable().describe("What `previous` covers; null without a comparison"),
  generatedAt: z.string().describe("When the answer was made, ISO 8601"),
  dataThrough: z.string().nullable().describe("Instant of the last stored event; null when there is none"),
  definitionsVersion: z.string().describe("Version of the definitions of the metrics"),
  currency: z.string().optional().describe("Currency of the amounts, ISO 4217; amounts are in its major unit"),
  attribution: attributionSchema.optional(),
  filters: z.array(filterSchema).describe("The filters that were applied"),
  truncated: z.boolean().describe("Whether there are more rows than these"),
  totalRows: z.number().describe("How many rows there are in all"),
  hint: z.string().nullable().describe("How to see what was left out; null when nothing was"),
  visitorTexts: visitorTextsSchema.nullable().describe("Texts made by websites and visitors; null when there are none"),
  reasons: z.record(z.string(), z.string()).describe("Why a value is null, by the name of its field"),
  warnings: z.array(z.string()).describe("What to know before quoting the numbers"),
  links: z.object({ dashboard: z.string().describe("The same view in the dashboard") }),
});

export type Meta = z.output<typeof metaSchema>;

/** What every report answers: one sentence, the numbers, and how they came about. */
export interface Answer<Data = unknown> {
  summary: string;
  data: Data;
  meta: Meta;
}

/** The schema of an answer around the schema of its data. */
export function answerSchema<Data extends z.ZodType>(data: Data) {
  return z.object({
    summary: z.string().describe("The answer as one sentence: number, unit, range, comparison"),
    data,
    meta: metaSchema,
  });
}
