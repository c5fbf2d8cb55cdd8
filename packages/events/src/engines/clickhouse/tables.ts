import type { HashedSubject } from "../../fact-rows.ts";
import type { Session } from "../../sessions.ts";
import {
  type Column,
  type ColumnValue,
  EVENTS,
  type EventRow,
  REVENUE_FACTS,
  REVENUE_SUBJECTS,
  SESSIONS,
  WAITING_AMENDMENTS,
} from "../../tables.ts";
import type { Outcome } from "../../work-out.ts";
import type { InsertRequest } from "./connection.ts";
import { factArray } from "./definitions.ts";

/** A row as it is sent: numbers of 64 bits as text. */
export type EncodedRow = readonly unknown[];

/** Rows for the tables, all of one version. Encoded, so that the same rows can be written again after a failure. */
export interface EncodedRows {
  readonly events: readonly EncodedRow[];
  readonly sessions: readonly EncodedRow[];
  readonly eventIds: readonly EncodedRow[];
  readonly latestVisits: readonly EncodedRow[];
  /** Missing from what an earlier release has noted. */
  readonly waiting?: readonly EncodedRow[];
}

/** What is to be written, before it is encoded. */
export interface Changes {
  readonly events: readonly EventRow[];
  /** Rows of events that are there already, in their new state, encoded but for their version. */
  readonly changedEvents: readonly EncodedRow[];
  readonly sessions: readonly Session[];
  /** Sessions to be taken out of the place where they lie. */
  readonly removedSessions: readonly Session[];
  /** The latest visit of each visitor. */
  readonly latestVisits: readonly Pick<Session, "projectId" | "visitorId" | "startedAt">[];
  readonly waiting: Outcome["waiting"];
}

export const NO_WAITING: Outcome["waiting"] = { removed: [], added: [] };

export const EVENT_COLUMNS = [...EVENTS.columns.map(({ name }) => name), "property_texts", "version"];
export const SESSION_COLUMNS = [...SESSIONS.columns.map(({ name }) => name), "version", "is_deleted"];
const WAITING_COLUMNS = [...WAITING_AMENDMENTS.columns.map(({ name }) => name), "version", "is_deleted"];
const COUNT_MAX = 2_147_483_647;

/** What is asked of an event that is to be written again. */
export const CHANGED_COLUMNS = EVENT_COLUMNS.slice(0, -1);

/** @throws RangeError when a number does not fit its column. */
export function encodeChanges(changes: Changes, version: number): EncodedRows {
  return {
    events: [
      ...changes.events.map((row) => [
        ...encodeRow(EVENTS.columns, row),
        propertyTexts(row.event.source.properties),
        version,
      ]),
      ...changes.changedEvents.map((row) => [...row, version]),
    ],
    sessions: [
      ...changes.removedSessions.map((session) => [...encodeRow(SESSIONS.columns, session), version, 1]),
      ...changes.sessions.map((session) => [...encodeRow(SESSIONS.columns, session), version, 0]),
    ],
    eventIds: changes.events.map(({ event }) => [String(event.eventId), version]),
    latestVisits: changes.latestVisits.map(({ projectId, visitorId, startedAt }) => [
      projectId,
      String(visitorId),
      { version, started_at: startedAt },
    ]),
    waiting: [
      ...changes.waiting.removed.map((row) => [...encodeRow(WAITING_AMENDMENTS.columns, row), version, 1]),
      ...changes.waiting.added.map((row) => [...encodeRow(WAITING_AMENDMENTS.columns, row), version, 0]),
    ],
  };
}

/** One insert for each table that gets rows. */
export function toInserts({ events, sessions, eventIds, latestVisits, waiting = [] }: EncodedRows): InsertRequest[] {
  return [
    { table: "events", columns: EVENT_COLUMNS, rows: events },
    { table: "sessions", columns: SESSION_COLUMNS, rows: sessions },
    { table: "event_ids", columns: ["event_id", "version"], rows: eventIds },
    { table: "latest_visits", columns: ["project_id", "visitor_id", "latest"], rows: latestVisits },
    { table: "waiting_amendments", columns: WAITING_COLUMNS, rows: waiting },
  ].filter(({ rows }) => rows.length > 0);
}

/** Subjects with their facts, one row each. */
export function toFactsInsert(subjects: readonly HashedSubject[]): InsertRequest {
  // The keys of a fact are those of its subject.
  const own = REVENUE_FACTS.columns.filter(({ name }) => name !== "project_key" && name !== "subject_id");
  return {
    table: REVENUE_SUBJECTS.name,
    columns: [...REVENUE_SUBJECTS.columns.map(({ name }) => name), ...own.map(({ name }) => factArray(name))],
    rows: subjects.map((subject) => [
      ...encodeRow(REVENUE_SUBJECTS.columns, subject),
      ...own.map((column) => subject.facts.map((fact) => encodeValue(column, column.read(fact)))),
    ]),
  };
}

function encodeRow<Row>(columns: readonly Column<Row>[], row: Row): unknown[] {
  return columns.map((column) => encodeValue(column, column.read(row)));
}

/** A row that the server refuses would stand in the way of all later ones, so what it would refuse is refused here. */
function encodeValue({ name, type }: Pick<Column<never>, "name" | "type">, value: ColumnValue): unknown {
  if (value === null) return null;
  if (typeof value === "string") return value.toWellFormed();
  if (typeof value === "bigint") return String(value);
  const max = type === "instant" || type === "amount" ? Number.MAX_SAFE_INTEGER : COUNT_MAX;
  if (!Number.isInteger(value) || Math.abs(value) > max) {
    throw new RangeError(`${name} must be a whole number up to ${max}, got ${value}.`);
  }
  return value;
}

/** The top-level properties of a JSON object as texts: strings as they are, the rest as JSON, nothing for null. */
function propertyTexts(properties: string): Record<string, string> {
  const read = properties === "" ? null : readJson(properties);
  if (typeof read !== "object" || read === null || Array.isArray(read)) return {};
  const texts = Object.entries(read)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => [
      name.toWellFormed(),
      typeof value === "string" ? value.toWellFormed() : JSON.stringify(value),
    ]);
  return Object.fromEntries(texts);
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
