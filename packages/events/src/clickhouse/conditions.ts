import { EVENT_COLUMNS, SESSION_COLUMNS } from "../fields.ts";
import type { Condition, Field } from "../plan.ts";
import { NO_VISIT_BEFORE } from "../tables.ts";
import type { Binder } from "./binder.ts";

/** The expression that reads a field from the table of the alias; never NULL. */
export function readField(field: Field, alias: string, binder: Binder): string {
  switch (field.of) {
    case "session":
      return `${alias}.${SESSION_COLUMNS[field.column]}`;
    case "visitorType":
      return `if(${alias}.prev_at = ${NO_VISIT_BEFORE}, 'new', 'returning')`;
    case "event":
      return `${alias}.${EVENT_COLUMNS[field.column]}`;
    case "property":
      // A map answers '' for a property that an event does not have.
      return `${alias}.property_texts[${binder.text(field.name)}]`;
    case "propertyNames":
      return `arrayStringConcat(mapKeys(${alias}.property_texts), '\\n')`;
  }
}

/** The conditions as one boolean expression each. */
export function writeConditions(conditions: readonly Condition[], alias: string, binder: Binder): string[] {
  return conditions.map((condition) => writeCondition(condition, readField(condition.field, alias, binder), binder));
}

function writeCondition({ operator, values }: Condition, text: string, binder: Binder): string {
  const bound = values.map((value) => binder.text(value));
  switch (operator) {
    case "is":
      return `${text} in (${bound.join(", ")})`;
    case "is_not":
      return `${text} not in (${bound.join(", ")})`;
    case "contains":
      return `(${bound.map((value) => `position(${text}, ${value}) > 0`).join(" or ")})`;
    case "not_contains":
      return `(${bound.map((value) => `position(${text}, ${value}) = 0`).join(" and ")})`;
    case "starts_with":
      return `(${bound.map((value) => `startsWith(${text}, ${value})`).join(" or ")})`;
  }
}
