import type { HashedAmendment, StoredPage } from "./amendments.ts";
import type { HashedEvent } from "./events.ts";
import { codeOf, type FactRow, type HashedSubject } from "./fact-rows.ts";
import { KIND_CODES } from "./kinds.ts";
import type { PageMoment, Session } from "./sessions.ts";

/**
 * What a column holds, in no engine's words: `id` a signed 64-bit hash, `instant` milliseconds since the epoch, `count`
 * a whole number of 32 bits, `code` one below 128, `amount` any whole number that is exact in JSON.
 */
export type ColumnType = "text" | "id" | "instant" | "count" | "code" | "amount";

export type ColumnValue = string | number | bigint | null;

/** One column of a table and where its value comes from. */
export interface Column<Row> {
  readonly name: string;
  readonly type: ColumnType;
  readonly read: (row: Row) => ColumnValue;
}

/** A table as the writers see it. */
export interface Table<Row> {
  readonly name: string;
  readonly columns: readonly Column<Row>[];
}

/** `prev_at` of a visitor's first visit: the first instant of the year 1, before every clock however odd. */
export const NO_VISIT_BEFORE = -62_135_596_800_000;

/** An event and the visit that it belongs to, 0 for none. */
export interface EventRow {
  readonly event: HashedEvent;
  readonly sessionId: bigint;
}

const text = <Row>(name: string, read: (row: Row) => string): Column<Row> => ({ name, type: "text", read });
const id = <Row>(name: string, read: (row: Row) => bigint | null): Column<Row> => ({ name, type: "id", read });
const count = <Row>(name: string, read: (row: Row) => number | null): Column<Row> => ({ name, type: "count", read });
const instant = <Row>(name: string, read: (row: Row) => number | null): Column<Row> => ({
  name,
  type: "instant",
  read,
});
const amount = <Row>(name: string, read: (row: Row) => number): Column<Row> => ({ name, type: "amount", read });

export const EVENTS: Table<EventRow> = {
  name: "events",
  columns: [
    text("project_id", ({ event }) => event.source.projectId),
    id("event_id", ({ event }) => event.eventId),
    instant("ts", ({ event }) => event.source.ts),
    { name: "kind", type: "code", read: ({ event }) => KIND_CODES[event.source.kind] },
    id("visitor_id", ({ event }) => event.visitorId),
    id("session_id", ({ sessionId }) => sessionId),
    text("name", ({ event }) => event.source.name),
    text("hostname", ({ event }) => event.source.hostname),
    text("path", ({ event }) => event.source.path),
    text("title", ({ event }) => event.source.title),
    text("properties", ({ event }) => event.source.properties),
    count("duration_ms", ({ event }) => event.source.durationMs ?? null),
  ],
};

export const SESSIONS: Table<Session> = {
  name: "sessions",
  columns: [
    text("project_id", (row) => row.projectId),
    id("session_id", (row) => row.sessionId),
    id("visitor_id", (row) => row.visitorId),
    instant("started_at", (row) => row.startedAt),
    id("first_event_id", (row) => row.firstEventId),
    instant("last_event_at", (row) => row.lastEventAt),
    instant("last_activity_at", (row) => row.lastActivityAt),
    instant("prev_at", (row) => row.prevAt ?? NO_VISIT_BEFORE),
    count("pageviews", (row) => row.pageviews),
    count("custom_events", (row) => row.customEvents),
    text("entry_path", (row) => row.entry?.path ?? ""),
    text("exit_path", (row) => row.exit?.path ?? ""),
    instant("first_pageview_at", (row) => row.entry?.ts ?? null),
    id("first_pageview_id", (row) => row.entry?.eventId ?? null),
    instant("last_pageview_at", (row) => row.exit?.ts ?? null),
    id("last_pageview_id", (row) => row.exit?.eventId ?? null),
    text("hostname", (row) => row.hostname),
    text("referrer", (row) => row.visit.referrer),
    text("referrer_host", (row) => row.visit.referrerHost),
    text("source", (row) => row.visit.source),
    text("channel", (row) => row.visit.channel),
    text("utm_source", (row) => row.visit.utmSource),
    text("utm_medium", (row) => row.visit.utmMedium),
    text("utm_campaign", (row) => row.visit.utmCampaign),
    text("utm_term", (row) => row.visit.utmTerm),
    text("utm_content", (row) => row.visit.utmContent),
    text("country", (row) => row.visit.country),
    text("region", (row) => row.visit.region),
    text("city", (row) => row.visit.city),
    text("device", (row) => row.visit.device),
    text("browser", (row) => row.visit.browser),
    text("os", (row) => row.visit.os),
    text("language", (row) => row.visit.language),
  ],
};

export const WAITING_AMENDMENTS: Table<HashedAmendment> = {
  name: "waiting_amendments",
  columns: [
    text("project_id", (row) => row.projectId),
    id("subject_id", (row) => row.subjectId),
    instant("received_at", (row) => row.at),
    count("duration_ms", (row) => row.durationMs),
  ],
};

export const REVENUE_SUBJECTS: Table<HashedSubject> = {
  name: "revenue_subjects",
  columns: [
    text("project_id", (row) => row.projectId),
    id("project_key", (row) => row.projectKey),
    id("subject_id", (row) => row.subjectId),
    text("subject", (row) => row.subject),
    amount("version", (row) => row.version),
  ],
};

export const REVENUE_FACTS: Table<FactRow> = {
  name: "revenue_facts",
  columns: [
    id("project_key", (row) => row.projectKey),
    id("subject_id", (row) => row.subjectId),
    { name: "kind", type: "code", read: codeOf },
    instant("happened_at", ({ fact }) => fact.at),
    text("currency", ({ fact }) => fact.currency),
    amount("amount", ({ fact }) => fact.amount),
    amount("counted", ({ fact }) => fact.count),
    amount("impressions", ({ fact }) => fact.impressions),
    text("channel", ({ fact }) => fact.channel),
    text("source", ({ fact }) => fact.source),
    text("medium", ({ fact }) => fact.medium),
    text("campaign", ({ fact }) => fact.campaign),
    amount("lead_ms", (row) => row.leadMs),
    amount("lead_before_ms", (row) => row.leadBeforeMs),
    amount("non_direct_lead_ms", (row) => row.nonDirectLeadMs),
    count("from_end", (row) => row.fromEnd),
    count("from_end_non_direct", (row) => row.fromEndNonDirect),
  ],
};

/** A row as an engine hands it over: whole numbers of 64 bits are bigint. */
export type RawRow = Readonly<Record<string, unknown>>;

/** A row of `sessions` as a visit. */
export function toSession(row: RawRow): Session {
  return {
    projectId: String(row.project_id),
    sessionId: toId(row.session_id),
    visitorId: toId(row.visitor_id),
    startedAt: Number(row.started_at),
    firstEventId: toId(row.first_event_id),
    lastEventAt: Number(row.last_event_at),
    lastActivityAt: Number(row.last_activity_at),
    prevAt: toPrevAt(row.prev_at),
    pageviews: Number(row.pageviews),
    customEvents: Number(row.custom_events),
    entry: toMoment(row.first_pageview_at, row.first_pageview_id, row.entry_path),
    exit: toMoment(row.last_pageview_at, row.last_pageview_id, row.exit_path),
    hostname: String(row.hostname),
    visit: {
      referrer: String(row.referrer),
      referrerHost: String(row.referrer_host),
      source: String(row.source),
      channel: String(row.channel),
      utmSource: String(row.utm_source),
      utmMedium: String(row.utm_medium),
      utmCampaign: String(row.utm_campaign),
      utmTerm: String(row.utm_term),
      utmContent: String(row.utm_content),
      country: String(row.country),
      region: String(row.region),
      city: String(row.city),
      device: String(row.device),
      browser: String(row.browser),
      os: String(row.os),
      language: String(row.language),
    },
  };
}

/** A row of `waiting_amendments`. */
export function toAmendment(row: RawRow): HashedAmendment {
  return {
    projectId: String(row.project_id),
    subjectId: toId(row.subject_id),
    at: Number(row.received_at),
    durationMs: toCount(row.duration_ms),
  };
}

/** A row of `events` as a page view that an amendment speaks of. */
export function toStoredPage(row: RawRow): StoredPage {
  return {
    eventId: toId(row.event_id),
    visitorId: toId(row.visitor_id),
    ts: Number(row.ts),
    durationMs: toCount(row.duration_ms),
  };
}

/** A 64-bit id of a row. */
export function toId(value: unknown): bigint {
  if (typeof value !== "bigint") throw new TypeError(`Not a 64-bit id: ${String(value)}`);
  return value;
}

function toCount(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value);
}

function toPrevAt(value: unknown): number | null {
  const at = Number(value);
  return at === NO_VISIT_BEFORE ? null : at;
}

function toMoment(ts: unknown, eventId: unknown, path: unknown): PageMoment | null {
  return ts === null || ts === undefined ? null : { ts: Number(ts), eventId: toId(eventId), path: String(path) };
}
