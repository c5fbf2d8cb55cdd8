import type { Condition, Filters } from "@heliometer/events";
import { z } from "zod";
import { dimension } from "../dimensions.ts";
import { measured, partsOf } from "../metrics.ts";
import { ask, type Question } from "../question.ts";
import { cleanText } from "../shape/text.ts";

/** Sets of names; an event with a set of its own in each call would be more. */
const SETS_MAX = 1000;

/** The name of a custom event. */
export const eventNameSchema = z
  .string()
  .min(1)
  .max(256)
  .optional()
  .describe("Only events of this name, such as 'signup'");

/** The conditions, and that the event has this name. */
export function withName(conditions: Filters, name: string | undefined): Filters {
  if (name === undefined) return conditions;
  const named: Condition = { field: dimension("eventName").field, operator: "is", values: [name] };
  return { ...conditions, event: [...conditions.event, named] };
}

export const propertyRowSchema = z.object({
  property: z.string().describe("Name of the property, to be asked for in the report of events"),
  count: z.number().describe("Events that carry it"),
});

/** The properties that events of a name carry, or all events: those that most carry first. */
export async function countProperties(
  question: Question,
  eventName: string | undefined,
): Promise<z.output<typeof propertyRowSchema>[]> {
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
  return [...counts]
    .filter(([, count]) => count > 0)
    .sort(([name, count], [other, more]) => more - count || (name < other ? -1 : 1))
    .map(([name, count]) => ({ property: cleanText(name), count }));
}
