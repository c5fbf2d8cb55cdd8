import type { Condition, EventColumn, Field, SessionColumn } from "../plan.ts";
import type { Binder } from "./binder.ts";
import type { Dialect } from "./dialect.ts";

/** What is known of the tables before they are read. */
export interface Extent {
  /** Hardly any visit is longer than `withinMs`, and none unless `beyond`. */
  readonly withinMs: number;
  readonly beyond: boolean;
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

const SESSION_COLUMNS: Readonly<Record<SessionColumn, string>> = {
  entry_path: "entry_path",
  exit_path: "exit_path",
  referrer: "referrer",
  referrer_host: "referrer_host",
  source: "source",
  channel: "channel",
  utm_source: "utm_source",
  utm_medium: "utm_medium",
  utm_campaign: "utm_campaign",
  utm_term: "utm_term",
  utm_content: "utm_content",
  country: "country",
  region: "region",
  city: "city",
  device: "device",
  browser: "browser",
  os: "os",
  language: "language",
};

const EVENT_COLUMNS: Readonly<Record<EventColumn, string>> = {
  name: "name",
  hostname: "hostname",
  path: "path",
  title: "title",
};

/** Whether the field is read from the session rather than from the event. */
export function isOfSession(field: Field): boolean {
  return field.of === "session" || field.of === "visitorType";
}

/** The expression that reads a field; never NULL. */
export function readField(field: Field, aliases: Aliases, { binder, dialect }: Writing): string {
  switch (field.of) {
    case "session":
      return `${aliases.session}.${SESSION_COLUMNS[field.column]}`;
    case "visitorType":
      return `case when ${aliases.session}.prev_at is null then 'new' else 'returning' end`;
    case "event":
      return `${aliases.event}.${EVENT_COLUMNS[field.column]}`;
    case "property": {
      const name = binder.text(dialect.propertyValue(field.name));
      return `coalesce(${dialect.property(`${aliases.event}.properties`, name)}, '')`;
    }
  }
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
