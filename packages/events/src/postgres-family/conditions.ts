import { EVENT_COLUMNS, SESSION_COLUMNS } from "../fields.ts";
import type { Condition, Field } from "../plan.ts";
import { NO_VISIT_BEFORE } from "../tables.ts";
import type { Binder } from "./binder.ts";
import type { Dialect } from "./dialect.ts";

/** What is known of the tables before they are read. */
export interface Extent {
  /** Hardly any visit is longer than `withinMs`, and none unless `beyond`. */
  readonly withinMs: number;
  readonly beyond: boolean;
  /** What stands for the project's id where a number is compared in less time than a text; 0 where it has no rows. */
  readonly projectNumber?: number;
  /** There is so little that reading all of it at once takes less time than planning to read it in pieces. */
  readonly isSmall: boolean;
}

/** What the pieces of one statement share. */
export interface Writing {
  readonly binder: Binder;
  readonly dialect: Dialect;
  readonly extent: Extent;
}

/** Names of tables as the statement calls them. */
export interface Aliases {
  readonly session: string;
  readonly event: string;
}

/** The expression that reads a field; never NULL. */
export function readField(field: Field, aliases: Aliases, { binder, dialect }: Writing): string {
  switch (field.of) {
    case "session":
      return `${aliases.session}.${SESSION_COLUMNS[field.column]}`;
    case "visitorType":
      return `case when ${aliases.session}.prev_at = ${NO_VISIT_BEFORE} then 'new' else 'returning' end`;
    case "event":
      return `${aliases.event}.${EVENT_COLUMNS[field.column]}`;
    case "property": {
      const name = binder.text(dialect.propertyValue(field.name));
      return `coalesce(${dialect.property(`${aliases.event}.properties`, name)}, '')`;
    }
    case "propertyNames":
      return `coalesce(${dialect.propertyNames(`${aliases.event}.properties`)}, '')`;
  }
}

/** That a row of the table with this alias is of the plan's project. */
export function writeProject(alias: string, projectId: string, { binder, extent }: Writing): string {
  return extent.projectNumber === undefined
    ? `${alias}.project_id = ${binder.id(projectId)}`
    : `${alias}.project_number = ${binder.integer(extent.projectNumber)}`;
}

/** The conditions as one boolean expression each. */
export function writeConditions(conditions: readonly Condition[], aliases: Aliases, writing: Writing): string[] {
  return conditions.map((condition) =>
    writeCondition(condition, readField(condition.field, aliases, writing), writing),
  );
}

function writeCondition(condition: Condition, text: string, { binder }: Writing): string {
  const values = condition.values.map((value) => binder.text(value));
  switch (condition.operator) {
    case "is":
      return `${text} in (${values.join(", ")})`;
    case "is_not":
      return `${text} not in (${values.join(", ")})`;
    case "contains":
      return `(${values.map((value) => `strpos(${text}, ${value}) > 0`).join(" or ")})`;
    case "not_contains":
      return `(${values.map((value) => `strpos(${text}, ${value}) = 0`).join(" and ")})`;
    case "starts_with":
      return `(${values.map((value) => `starts_with(${text}, ${value})`).join(" or ")})`;
  }
}
