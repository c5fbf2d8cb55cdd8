import type { Condition, EventColumn, Field, SessionColumn } from "../plan.ts";
import type { Binder } from "./binder.ts";

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

/** The expression that reads a field from the table of the alias; never NULL. */
export function readField(field: Field, alias: string, binder: Binder): string {
  switch (field.of) {
    case "session":
      return `${alias}.${SESSION_COLUMNS[field.column]}`;
    case "visitorType":
      return `if(${alias}.prev_at is null, 'new', 'returning')`;
    case "event":
      return `${alias}.${EVENT_COLUMNS[field.column]}`;
    case "property":
      // A map answers '' for a property that an event does not have.
      return `${alias}.property_texts[${binder.text(field.name)}]`;
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
