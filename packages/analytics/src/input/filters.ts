import { InvalidInput } from "@heliometer/core";
import { type Condition, type Filters, OPERATORS } from "@heliometer/events";
import { z } from "zod";
import { DIMENSION_NAMES, DIMENSIONS, type Dimension, propertyDimension } from "../dimensions.ts";

const VALUE_CHARACTERS_MAX = 256;
const VALUES_MAX = 50;
const FILTERS_MAX = 20;

const FILTER_DIMENSIONS = [...DIMENSION_NAMES, "eventProperty"] as const;

/** The name of an event property: a quotation mark or control character has no place in it. */
export const propertyNameSchema = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[^"\\\p{Cc}]+$/u, "must not hold quotation marks, backslashes or control characters");

/** One filter. */
export const filterSchema = z.strictObject({
  dimension: z.enum(FILTER_DIMENSIONS).describe("What to filter by"),
  property: propertyNameSchema.optional().describe("Name of the property, for eventProperty only, such as 'plan'"),
  operator: z.enum(OPERATORS).default("is").describe("Several values: any of them; with is_not, not_contains: none"),
  values: z
    .array(z.string().max(VALUE_CHARACTERS_MAX))
    .min(1)
    .max(VALUES_MAX)
    .describe("Exact text, capitals matter; countries as two letters such as 'FR'; visitorType new or returning"),
});

/** All filters of a question. */
export const filtersSchema = z
  .array(filterSchema)
  .max(FILTERS_MAX)
  .describe('Conditions that all hold, such as [{"dimension":"country","operator":"is","values":["FR","BE"]}]');

export type Filter = z.output<typeof filterSchema>;

/** The filters as conditions of a plan; throws InvalidInput for a value that its dimension cannot have. */
export function planFilters(filters: readonly Filter[]): Filters {
  const conditions: Record<Dimension["about"], Condition[]> = { session: [], page: [], event: [] };
  filters.forEach((filter, index) => {
    const known = dimensionOf(filter, index);
    checkValues(filter, known, index);
    conditions[known.about].push({ field: known.field, operator: filter.operator, values: filter.values });
  });
  return conditions;
}

function dimensionOf(filter: Filter, index: number): Dimension {
  if (filter.dimension === "eventProperty") {
    if (filter.property !== undefined) return propertyDimension(filter.property);
    throw new InvalidInput({
      field: `filters[${index}].property`,
      rule: "eventProperty needs the name of a property.",
      example: { filters: [{ dimension: "eventProperty", property: "plan", operator: "is", values: ["pro"] }] },
    });
  }
  if (filter.property === undefined) return DIMENSIONS[filter.dimension];
  throw new InvalidInput({
    field: `filters[${index}].property`,
    rule: `only eventProperty takes a property, ${filter.dimension} does not.`,
    received: filter.property,
    example: { filters: [exampleFor(filter, DIMENSIONS[filter.dimension])] },
  });
}

function checkValues(filter: Filter, known: Dimension, index: number): void {
  const isWhole = filter.operator === "is" || filter.operator === "is_not";
  for (const value of filter.values) {
    const wrong = isWhole
      ? known.pattern && value !== "" && !known.pattern.matches.test(value) && known.pattern.rule
      : value === "" && `${filter.operator} needs a text that is not empty`;
    if (!wrong) continue;
    throw new InvalidInput({
      field: `filters[${index}].values`,
      rule: `${wrong}.`,
      received: value,
      example: { filters: [exampleFor(filter, known)] },
    });
  }
}

function exampleFor(filter: Filter, known: Dimension): Filter {
  return {
    dimension: filter.dimension,
    ...(filter.dimension === "eventProperty" && filter.property !== undefined ? { property: filter.property } : {}),
    operator: filter.operator,
    values: [known.example],
  };
}
