import { BIGINT, type DuckDBConnection, LIST, listValue } from "@duckdb/node-api";
import { type HashedEvent, hashEvent } from "../../events.ts";
import { type Absorbed, sessionize } from "../../sessionize.ts";
import { type Session, VISIT_GAP_MS } from "../../sessions.ts";
import type { EnrichedEvent } from "../../store.ts";
import { updateVisitors, type Visitor } from "../../visitors.ts";
import { EVENTS, type RawRow, SESSIONS, toId, toSession, toVisitor, VISITORS } from "./tables.ts";
import { inTransaction } from "./transaction.ts";
import { writeRows } from "./write-rows.ts";

/** Rows as they stand, with the places where they lie in the table; places hold inside one transaction. */
interface Stored<Row> {
  readonly rows: readonly Row[];
  readonly places: ReadonlyMap<bigint, bigint>;
}

/** Stores a batch in one transaction on the writer's connection; resolves after the commit, with the new events. */
export async function appendBatch(
  connection: DuckDBConnection,
  events: readonly EnrichedEvent[],
): Promise<readonly HashedEvent[]> {
  const hashed = distinctById(events.map(hashEvent));
  return inTransaction(connection, async () => {
    const known = await selectKnown(connection, hashed);
    const fresh = hashed.filter(({ eventId }) => !known.has(eventId));
    if (fresh.length > 0) await storeFresh(connection, fresh);
    return fresh;
  });
}

async function storeFresh(connection: DuckDBConnection, events: readonly HashedEvent[]): Promise<void> {
  const ofVisits = events.filter(({ source }) => source.kind !== "server");
  const sessions = await selectSessions(connection, ofVisits);
  const visitors = await selectVisitors(connection, ofVisits);
  const known = new Map(visitors.rows.map((visitor) => [visitor.visitorId, visitor]));
  const result = sessionize({
    existing: sessions.rows,
    events,
    latestStart: (visitorId) => known.get(visitorId)?.lastSessionAt ?? null,
  });
  const changed = updateVisitors(known, result);
  const replaced = [...result.updated, ...result.absorbed.map(({ session }) => session)];
  await deletePlaces(
    connection,
    "sessions",
    replaced.map(({ sessionId }) => sessions.places.get(sessionId)),
  );
  await deletePlaces(
    connection,
    "visitors",
    changed.map(({ visitorId }) => visitors.places.get(visitorId)),
  );
  await moveEvents(connection, result.absorbed);
  await writeRows(
    connection,
    EVENTS,
    events.map((event, place) => ({ event, sessionId: result.sessionIds[place] ?? 0n })),
  );
  await writeRows(connection, SESSIONS, [...result.updated, ...result.inserted]);
  await writeRows(connection, VISITORS, changed);
}

/** One event for each id: the first of them, as if the others had come in later batches. */
function distinctById(events: readonly HashedEvent[]): HashedEvent[] {
  return [...new Map(events.toReversed().map((event) => [event.eventId, event])).values()].reverse();
}

async function selectKnown(connection: DuckDBConnection, events: readonly HashedEvent[]): Promise<Set<bigint>> {
  const rows = await select(
    connection,
    "select event_id from events where event_id in (select unnest($1))",
    events.map(({ eventId }) => eventId),
  );
  return new Set(rows.map((row) => toId(row.event_id)));
}

/** The visits that the events can touch and all later ones of their visitors. */
async function selectSessions(connection: DuckDBConnection, events: readonly HashedEvent[]): Promise<Stored<Session>> {
  const since = Math.min(...events.map(({ source }) => source.ts)) - VISIT_GAP_MS;
  const rows = await select(
    connection,
    `select *, rowid from sessions where last_activity_at >= ${since} and visitor_id in (select unnest($1))`,
    visitorIds(events),
  );
  return {
    rows: rows.map(toSession),
    places: new Map(rows.map((row) => [toId(row.session_id), toId(row.rowid)])),
  };
}

async function selectVisitors(connection: DuckDBConnection, events: readonly HashedEvent[]): Promise<Stored<Visitor>> {
  const rows = await select(
    connection,
    "select *, rowid from visitors where visitor_id in (select unnest($1))",
    visitorIds(events),
  );
  return {
    rows: rows.map(toVisitor),
    places: new Map(rows.map((row) => [toId(row.visitor_id), toId(row.rowid)])),
  };
}

function visitorIds(events: readonly HashedEvent[]): bigint[] {
  return [...new Set(events.map(({ visitorId }) => visitorId))];
}

async function deletePlaces(
  connection: DuckDBConnection,
  table: "sessions" | "visitors",
  places: readonly (bigint | undefined)[],
): Promise<void> {
  const known = places.filter((place) => place !== undefined);
  if (known.length === 0) return;
  await connection.run(`delete from ${table} where rowid in (select unnest($1))`, [listValue(known)], [LIST(BIGINT)]);
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
