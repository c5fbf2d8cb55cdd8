import type { EventColumn, Field, SessionColumn } from "./plan.ts";

/** The columns of sessions that a field may name; nothing else reaches a statement. */
export const SESSION_COLUMNS: Readonly<Record<SessionColumn, string>> = {
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

/** The same for events. */
export const EVENT_COLUMNS: Readonly<Record<EventColumn, string>> = {
  name: "name",
  hostname: "hostname",
  path: "path",
  title: "title",
};

/** Whether the field is read from the session rather than from the event. */
export function isOfSession(field: Field): boolean {
  return field.of === "session" || field.of === "visitorType";
}

/** The columns of sessions from which fields of theirs are read, each once. */
export function sessionColumns(fields: readonly Field[]): string[] {
  return [...new Set(fields.map((field) => (field.of === "session" ? SESSION_COLUMNS[field.column] : "prev_at")))];
}
