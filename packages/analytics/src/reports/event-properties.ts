import { z } from "zod";
import { dimension } from "../dimensions.ts";
import { limitSchema, questionShape } from "../input/parameters.ts";
import { describeAnswer } from "../meta.ts";
import { measured, partsOf } from "../metrics.ts";
import { ask, readQuestion } from "../question.ts";
import { defineReport } from "../report.ts";
import { cleanText } from "../shape/text.ts";
import { countOf } from "../shape/words.ts";
import { eventNameSchema, withName } from "./events.ts";
import { scopeInWords } from "./scope.ts";

/** Sets of names; an event with a set of its own in each call would be more. */
const SETS_MAX = 1000;

const dataSchema = z.object({
  eventName: z.string().nullable().describe("The name that was asked for; null for all events"),
  rows: z.array(
    z.object({
      property: z.string().describe("Name of the property, to be asked for in the report of events"),
      count: z.number().describe("Events that carry it"),
    }),
  ),
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
    const names = { ...dimension("eventName"), field: { of: "propertyNames" } } as const;
    const found = await ask(question, {
      keys: ["names"],
      parts: partsOf([names], ["events"]),
      conditions: withName(question.conditions, eventName),
      skipEmptyKeys: true,
      order: "events",
      limit: SETS_MAX,
    });
    const counts = new Map<string, number>();
    for (const row of found) {
      for (const name of String(row.names).split("\n")) {
        counts.set(name, (counts.get(name) ?? 0) + (measured("events", row) ?? 0));
      }
    }
    const all = [...counts]
      .filter(([, count]) => count > 0)
      .sort(([name, count], [other, more]) => more - count || (name < other ? -1 : 1));
    const rows = all.slice(0, limit).map(([name, count]) => ({ property: cleanText(name), count }));
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
