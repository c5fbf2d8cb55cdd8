import { BIGINT, type DuckDBConnection } from "@duckdb/node-api";
import { hashAmendment, resolveSubjects } from "../../amendments.ts";
import { distinctById, type HashedEvent, hashEvent, resolveVisitors } from "../../events.ts";
import type { Absorbed } from "../../sessionize.ts";
import type { Session } from "../../sessions.ts";
import type { Amendment, EnrichedEvent } from "../../store.ts";
import { toId } from "../../tables.ts";
import { type Batch, type Outcome, workOut } from "../../work-out.ts";
import { forgetWaiting, writePages, writeWaiting } from "./amend.ts";
import { createLookups } from "./lookups.ts";
import { noteCommitted, type WriterMemory } from "./memory/writer-memory.ts";
import { runByIds, selectByIds } from "./select.ts";
import { eventsTable, isNamed, namedEventsTable, sessionsTable } from "./tables.ts";
import { inTransaction } from "./transaction.ts";
import { writeRows } from "./write-rows.ts";

const NOTHING: Outcome = {
  ...{ inserted: [], updated: [], absorbed: [], latest: [], sessionIds: [], events: [], pages: [], amended: 0 },
  waiting: { removed: [], added: [] },
};

/**
 * Stores a batch in one transaction on the writer's connection; resolves after the commit, with the new events. After an
 * error the memory may differ from the tables: the caller throws it away.
 */
export async function appendBatch(
  connection: DuckDBConnection,
  memory: WriterMemory,
  events: readonly EnrichedEvent[],
): Promise<readonly HashedEvent[]> {
  const hashed = resolveVisitors(distinctById(events.map(hashEvent)), memory.aliases.resolve);
  const outcome = await inTransaction(connection, async () => {
    const known = await selectKnown(connection, memory, hashed);
    const fresh = hashed.filter(({ eventId }) => !known.has(eventId));
    return fresh.length > 0 ? store(connection, memory, { events: fresh, amendments: [] }) : NOTHING;
  });
  noteCommitted(memory, outcome);
  return outcome.events;
}

/** The same for amendments; resolves with the number of those that met what they speak of. */
export async function amendBatch(
  connection: DuckDBConnection,
  memory: WriterMemory,
  amendments: readonly Amendment[],
): Promise<number> {
  const hashed = resolveSubjects(amendments.map(hashAmendment), memory.aliases.resolve);
  const outcome = await inTransaction(connection, async () => {
    await forgetWaiting(connection, memory, hashed);
    return store(connection, memory, { events: [], amendments: hashed });
  });
  noteCommitted(memory, outcome);
  return outcome.amended;
}

/** Writes a batch and what it changes. */
async function store(connection: DuckDBConnection, memory: WriterMemory, batch: Batch): Promise<Outcome> {
  const outcome = await workOut(batch, createLookups(connection, memory));
  const { events, sessionIds, updated, inserted, absorbed } = outcome;
  memory.longestVisit.note([...updated, ...inserted]);
  await deleteSessions(connection, [...updated, ...absorbed.map(({ session }) => session)]);
  await moveEvents(connection, absorbed);
  const rows = events.map((event, place) => ({ event, sessionId: sessionIds[place] ?? 0n }));
  await writeRows(connection, eventsTable(memory.numbers), rows);
  await writeRows(connection, namedEventsTable(memory.numbers), rows.filter(isNamed));
  await writeRows(connection, sessionsTable(memory.numbers), [...updated, ...inserted]);
  await writePages(connection, outcome.pages);
  const waiting = memory.waiting.hasRoom() ? outcome.waiting : { ...outcome.waiting, added: [] };
  await writeWaiting(connection, waiting);
  return { ...outcome, waiting };
}

async function selectKnown(
  connection: DuckDBConnection,
  memory: WriterMemory,
  events: readonly HashedEvent[],
): Promise<Set<bigint>> {
  const suspects = events.map(({ eventId }) => eventId).filter((eventId) => memory.eventIds.mayHave(eventId));
  const sql = "select event_id from events where event_id in (select unnest($1))";
  return new Set((await selectByIds(connection, sql, suspects)).map((row) => toId(row.event_id)));
}

async function deleteSessions(connection: DuckDBConnection, sessions: readonly Session[]): Promise<void> {
  // A visit only ever grows, so its row is not older than the start of its new state: this spares reading most of the table.
  const since = Math.min(...sessions.map(({ startedAt }) => startedAt));
  await runByIds(
    connection,
    `delete from sessions where last_activity_at >= ${since} and session_id in (select unnest($1))`,
    sessions.map(({ sessionId }) => sessionId),
  );
}

/** Events of absorbed visits go to the visit that absorbed them. */
async function moveEvents(connection: DuckDBConnection, absorbed: readonly Absorbed[]): Promise<void> {
  for (const { session, by } of absorbed) {
    for (const table of ["events", "named_events"]) {
      await connection.run(
        `update ${table} set session_id = $1 where session_id = $2 and ts between $3 and $4`,
        [by, session.sessionId, BigInt(session.startedAt), BigInt(session.lastEventAt)],
        [BIGINT, BIGINT, BIGINT, BIGINT],
      );
    }
  }
}
