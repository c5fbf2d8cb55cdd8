import { setImmediate } from "node:timers/promises";
import type { DuckDBAppender, DuckDBConnection } from "@duckdb/node-api";
import { Conflict, InvalidInput } from "@heliometer/core";
import type { Session } from "../../sessions.ts";
import type { EnrichedEvent, EventStore } from "../../store.ts";
import { createVisitStream } from "../../visit-stream.ts";
import { EVENTS, type EventRow, SESSIONS, type Table } from "./tables.ts";
import { inTransaction } from "./transaction.ts";
import { appendChunk, CHUNK_ROWS_MAX } from "./write-rows.ts";

export interface LoadInput {
  readonly events: Parameters<EventStore["load"]>[0];
  readonly onProgress: ((stored: number) => void) | undefined;
  /** The instant of a project's last event, undefined while it has none. */
  latestOf(projectId: string): number | undefined;
}

export interface LoadResult {
  readonly stored: number;
  /** The last instant of every project that was loaded. */
  readonly latest: ReadonlyMap<string, number>;
}

const PROGRESS_EVERY_ROWS = 50 * CHUNK_ROWS_MAX;

/** Loads a history in one transaction. Rows go to disk while they come, so memory does not grow with them. */
export function loadHistory(connection: DuckDBConnection, input: LoadInput): Promise<LoadResult> {
  return inTransaction(connection, async () => {
    const events = await openSink(connection, EVENTS);
    const sessions = await openSink(connection, SESSIONS);
    try {
      const result = await readAll(input, events, sessions);
      events.finish();
      sessions.finish();
      return result;
    } catch (error) {
      events.discard();
      sessions.discard();
      throw error;
    }
  });
}

async function readAll(input: LoadInput, events: Sink<EventRow>, sessions: Sink<Session>): Promise<LoadResult> {
  const visits = createVisitStream();
  const latest = new Map<string, number>();
  let stored = 0;
  let lastTs = Number.NEGATIVE_INFINITY;
  for await (const event of batches(input.events)) {
    for (const one of event) {
      check(one, { lastTs, isKnown: latest.has(one.projectId), latestOf: input.latestOf });
      lastTs = one.ts;
      latest.set(one.projectId, one.ts);
      events.add(visits.add(one));
    }
    for (const session of visits.takeEnded()) sessions.add(session);
    stored += event.length;
    if (stored % PROGRESS_EVERY_ROWS === 0) input.onProgress?.(stored);
  }
  visits.end();
  for (const session of visits.takeEnded()) sessions.add(session);
  input.onProgress?.(stored);
  return { stored, latest };
}

interface Expectation {
  readonly lastTs: number;
  readonly isKnown: boolean;
  readonly latestOf: LoadInput["latestOf"];
}

function check({ projectId, ts }: EnrichedEvent, { lastTs, isKnown, latestOf }: Expectation): void {
  if (ts < lastTs) {
    throw new InvalidInput({
      field: "ts",
      rule: "a history is loaded in the order of time: no event may be older than the one before it.",
      received: new Date(ts).toISOString(),
    });
  }
  if (!isKnown && latestOf(projectId) !== undefined) {
    throw new Conflict(
      `Project ${projectId} has events already. A history can be loaded only into a project without events.`,
    );
  }
}

/** Groups of one chunk's size; between them other work of the process gets its turn. */
async function* batches(events: LoadInput["events"]): AsyncGenerator<EnrichedEvent[]> {
  let batch: EnrichedEvent[] = [];
  if (Symbol.asyncIterator in events) {
    for await (const event of events) {
      batch.push(event);
      if (batch.length < CHUNK_ROWS_MAX) continue;
      yield batch;
      batch = [];
    }
  } else {
    for (const event of events) {
      batch.push(event);
      if (batch.length < CHUNK_ROWS_MAX) continue;
      yield batch;
      batch = [];
      await setImmediate();
    }
  }
  if (batch.length > 0) yield batch;
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
