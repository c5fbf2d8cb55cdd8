import { BIGINT, type DuckDBConnection, LIST, listValue } from "@duckdb/node-api";
import { distinctById, type HashedEvent, hashEvent, resolveVisitors } from "../../events.ts";
import { isOfVisit } from "../../kinds.ts";
import { distinctSessions, startsToRead } from "../../merges.ts";
import { type Absorbed, type LatestVisit, type SessionizeInput, sessionize } from "../../sessionize.ts";
import { type Session, VISIT_GAP_MS } from "../../sessions.ts";
import type { EnrichedEvent } from "../../store.ts";
import { type RawRow, toId, toSession } from "../../tables.ts";
import { noteCommitted, recollect, type WriterMemory } from "./memory/writer-memory.ts";
import { EVENTS, SESSIONS } from "./tables.ts";
import { inTransaction } from "./transaction.ts";
import { writeRows } from "./write-rows.ts";

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
  const { fresh, latest } = await inTransaction(connection, async () => {
    const known = await selectKnown(connection, memory, hashed);
    const unknown = hashed.filter(({ eventId }) => !known.has(eventId));
    return { fresh: unknown, latest: unknown.length > 0 ? await storeFresh(connection, memory, unknown) : [] };
  });
  noteCommitted(memory, fresh, latest);
  return fresh;
}

/** Writes new events and what they change; gives the latest visit of each of their visitors. */
async function storeFresh(
  connection: DuckDBConnection,
  memory: WriterMemory,
  events: readonly HashedEvent[],
): Promise<readonly LatestVisit[]> {
  const past = await readPast(connection, memory, events);
  const result = sessionize({ ...past, events });
  memory.longestVisit.note([...result.updated, ...result.inserted]);
  await deleteSessions(connection, [...result.updated, ...result.absorbed.map(({ session }) => session)]);
  await moveEvents(connection, result.absorbed);
  await writeRows(
    connection,
    EVENTS,
    events.map((event, place) => ({ event, sessionId: result.sessionIds[place] ?? 0n })),
  );
  await writeRows(connection, SESSIONS, [...result.updated, ...result.inserted]);
  return result.latest;
}

async function selectKnown(
  connection: DuckDBConnection,
  memory: WriterMemory,
  events: readonly HashedEvent[],
): Promise<Set<bigint>> {
  const suspects = events.map(({ eventId }) => eventId).filter((eventId) => memory.eventIds.mayHave(eventId));
  const rows = await select(connection, "select event_id from events where event_id in (select unnest($1))", suspects);
  return new Set(rows.map((row) => toId(row.event_id)));
}

/** The visits that the events can touch: those under way are remembered, the others are read. */
async function readPast(
  connection: DuckDBConnection,
  memory: WriterMemory,
  events: readonly HashedEvent[],
): Promise<Pick<SessionizeInput, "existing" | "latestStart">> {
  const remembered: Session[] = [];
  const unknown: bigint[] = [];
  let since = Number.POSITIVE_INFINITY;
  for (const [visitorId, firstTs] of firstInstants(events)) {
    const recollection = recollect(memory, visitorId, firstTs);
    if (recollection.kind === "visit") remembered.push(recollection.session);
    if (recollection.kind !== "unknown") continue;
    unknown.push(visitorId);
    since = Math.min(since, firstTs - VISIT_GAP_MS);
  }
  const withinReach = await selectSessions(connection, unknown, `last_activity_at >= ${since}`);
  const missing = startsToRead(withinReach, (visitorId) => memory.tangled.has(visitorId));
  const others = missing ? await selectSessions(connection, missing.visitorIds, `started_at >= ${missing.since}`) : [];
  return {
    existing: [...remembered, ...distinctSessions(withinReach, others)],
    latestStart: (visitorId) => memory.visitors.get(visitorId)?.startedAt ?? null,
  };
}

/** The earliest instant of every visitor whose visits the events belong to. */
function firstInstants(events: readonly HashedEvent[]): Map<bigint, number> {
  const instants = new Map<bigint, number>();
  for (const { source, visitorId } of events) {
    if (!isOfVisit(source.kind)) continue;
    instants.set(visitorId, Math.min(source.ts, instants.get(visitorId) ?? source.ts));
  }
  return instants;
}

/**
 * The visits of visitors for which a condition holds. First only their places, because reading the many texts of every
 * recent visit would take ten times as long.
 */
async function selectSessions(
  connection: DuckDBConnection,
  visitorIds: readonly bigint[],
  condition: string,
): Promise<Session[]> {
  const found = await select(
    connection,
    `select rowid from sessions where ${condition} and visitor_id in (select unnest($1))`,
    visitorIds,
  );
  const places = found.map((row) => toId(row.rowid));
  const rows = await select(connection, "select * from sessions where rowid in (select unnest($1))", places);
  return rows.map(toSession);
}

async function deleteSessions(connection: DuckDBConnection, sessions: readonly Session[]): Promise<void> {
  if (sessions.length === 0) return;
  // A visit only ever grows, so its row is not older than the start of its new state: this spares reading most of the table.
  const since = Math.min(...sessions.map(({ startedAt }) => startedAt));
  await connection.run(
    `delete from sessions where last_activity_at >= ${since} and session_id in (select unnest($1))`,
    [listValue(sessions.map(({ sessionId }) => sessionId))],
    [LIST(BIGINT)],
  );
}

/** Events of absorbed visits go to the visit that absorbed them. */
async function moveEvents(connection: DuckDBConnection, absorbed: readonly Absorbed[]): Promise<void> {
  for (const { session, by } of absorbed) {
    await connection.run(
      "update events set session_id = $1 where session_id = $2 and ts between $3 and $4",
      [by, session.sessionId, BigInt(session.startedAt), BigInt(session.lastEventAt)],
      [BIGINT, BIGINT, BIGINT, BIGINT],
    );
  }
}

async function select(connection: DuckDBConnection, sql: string, ids: readonly bigint[]): Promise<RawRow[]> {
  if (ids.length === 0) return [];
  const reader = await connection.runAndReadAll(sql, [listValue(ids)], [LIST(BIGINT)]);
  return reader.getRowObjects();
}
