import { type DuckDBAppender, type DuckDBConnection, VARCHAR } from "@duckdb/node-api";
import { type Aliases, type HistoryEvents, notEmpty, PROGRESS_EVERY_ROWS, readHistory } from "../../history.ts";
import type { Session } from "../../sessions.ts";
import { type EventRow, toId } from "../../tables.ts";
import type { KnownEvents } from "./memory/known-events.ts";
import { eventsTable, isNamed, namedEventsTable, sessionsTable, type Table } from "./tables.ts";
import { inTransaction } from "./transaction.ts";
import { appendChunk, CHUNK_ROWS_MAX } from "./write-rows.ts";

export interface LoadInput {
  readonly events: HistoryEvents;
  readonly onProgress: ((stored: number) => void) | undefined;
  /** Hears of visits before they are committed. */
  onVisits(sessions: readonly Session[]): void;
  readonly known: KnownEvents;
}

export interface LoadResult {
  readonly stored: number;
  /** The last instant of every project that was loaded. */
  readonly latest: ReadonlyMap<string, number>;
}

/** Loads a history in one transaction. Rows go to disk while they come, so memory does not grow with them. */
export function loadHistory(connection: DuckDBConnection, input: LoadInput): Promise<LoadResult> {
  return inTransaction(connection, async () => {
    const events = await openSink(connection, eventsTable(input.known.numbers));
    const named = await openSink(connection, namedEventsTable(input.known.numbers));
    const sessions = await openSink(connection, sessionsTable(input.known.numbers));
    const sinks = [events, named, sessions];
    try {
      const claim = async (projectId: string) => {
        if (input.known.latestOf(projectId) !== undefined) throw notEmpty(projectId);
        return readAliases(connection, projectId);
      };
      const result = await readAll(input, claim, { events, named, sessions });
      for (const sink of sinks) sink.finish();
      return result;
    } catch (error) {
      for (const sink of sinks) sink.discard();
      throw error;
    }
  });
}

async function readAliases(connection: DuckDBConnection, projectId: string): Promise<Aliases> {
  const reader = await connection.runAndReadAll(
    "select visitor_id, canonical_id from visitor_aliases where project_id = $1",
    [projectId],
    [VARCHAR],
  );
  return new Map(reader.getRows().map(([visitorId, canonicalId]) => [toId(visitorId), toId(canonicalId)]));
}

async function readAll(
  input: LoadInput,
  claim: (projectId: string) => Promise<Aliases>,
  { events, named, sessions }: { events: Sink<EventRow>; named: Sink<EventRow>; sessions: Sink<Session> },
): Promise<LoadResult> {
  const latest = new Map<string, number>();
  let stored = 0;
  for await (const part of readHistory(input.events, claim)) {
    for (const row of part.events) {
      latest.set(row.event.source.projectId, row.event.source.ts);
      events.add(row);
      if (isNamed(row)) named.add(row);
    }
    input.onVisits(part.sessions);
    for (const session of part.sessions) sessions.add(session);
    stored += part.events.length;
    if (stored % PROGRESS_EVERY_ROWS === 0) input.onProgress?.(stored);
  }
  input.onProgress?.(stored);
  return { stored, latest };
}

/** Collects rows and hands them to an appender chunk by chunk. */
interface Sink<Row> {
  add(row: Row): void;
  finish(): void;
  /** Forgets what has not gone to the table; the transaction forgets the rest. */
  discard(): void;
}

async function openSink<Row>(connection: DuckDBConnection, table: Table<Row>): Promise<Sink<Row>> {
  const appender: DuckDBAppender = await connection.createAppender(table.name);
  let rows: Row[] = [];
  const flush = () => {
    if (rows.length > 0) appendChunk(appender, table, rows);
    rows = [];
  };
  return {
    add: (row) => {
      rows.push(row);
      if (rows.length === CHUNK_ROWS_MAX) flush();
    },
    finish: () => {
      flush();
      appender.closeSync();
    },
    discard: () => {
      appender.clear();
      appender.closeSync();
    },
  };
}
