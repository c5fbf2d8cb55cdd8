import { z } from "zod";
import { limitSchema, questionShape } from "../input/parameters.ts";
import { describeAnswer } from "../meta.ts";
import { readQuestion } from "../question.ts";
import { defineReport } from "../report.ts";
import { countOf } from "../shape/words.ts";
import { countProperties, eventNameSchema, propertyRowSchema } from "./named-events.ts";
import { scopeInWords } from "./scope.ts";

const dataSchema = z.object({
  eventName: z.string().nullable().describe("The name that was asked for; null for all events"),
  rows: z.array(propertyRowSchema),
});

export const eventProperties = defineReport({
  name: "event_properties",
  path: "events/properties",
  title: "Properties of events",
  description: "Which properties custom events carry, of one name or of all, and how many of the events carry each.",
  example: { period: "last_30_days", eventName: "signup" },
  input: z.strictObject({ ...questionShape, eventName: eventNameSchema, limit: limitSchema }),
  data: dataSchema,
  answer: async (context, { eventName, limit, ...input }) => {
    const question = await readQuestion(context, input);
    const all = await countProperties(question, eventName);
    const rows = all.slice(0, limit);
    const extent = {
      shownRows: rows.length,
      totalRows: all.length,
      visitorTexts: ["rows.property"],
      link: { eventName },
    };
    const summary = `These events carry ${countOf(all.length, "property", "properties")} ${scopeInWords(question.range, question.filters)}.`;
    return { summary, data: { eventName: eventName ?? null, rows }, meta: await describeAnswer(question, extent) };
  },
});
