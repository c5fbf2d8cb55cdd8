import { BIGINT, type DuckDBConnection, LIST, listValue } from "@duckdb/node-api";
import { type HashedEvent, hashEvent } from "../../events.ts";
import { type Absorbed, sessionize } from "../../sessionize.ts";
import { type Session, VISIT_GAP_MS } from "../../sessions.ts";
import type { EnrichedEvent } from "../../store.ts";
import { type RawRow, toId, toSession } from "../../tables.ts";
import { EVENTS, SESSIONS } from "./tables.ts";
import { inTransaction } from "./transaction.ts";
import { writeRows } from "./write-rows.ts";

/** Visits as they stand, with the places where they lie in the table; places hold inside one transaction. */
interface StoredSessions {
  readonly sessions: readonly Session[];
  readonly places: ReadonlyMap<bigint, bigint>;
  readonly visitorIds: ReadonlySet<bigint>;
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
  const stored = await selectSessions(connection, events);
  const unseen = [...visitorsOf(events)].filter((visitorId) => !stored.visitorIds.has(visitorId));
  const latestStarts = await selectLatestStarts(connection, unseen);
  const result = sessionize({
    existing: stored.sessions,
    events,
    latestStart: (visitorId) => latestStarts.get(visitorId) ?? null,
  });
  const replaced = [...result.updated, ...result.absorbed.map(({ session }) => session)];
  await deleteSessions(
    connection,
    replaced.map(({ sessionId }) => stored.places.get(sessionId)),
  );
  await moveEvents(connection, result.absorbed);
  await writeRows(
    connection,
    EVENTS,
    events.map((event, place) => ({ event, sessionId: result.sessionIds[place] ?? 0n })),
  );
  await writeRows(connection, SESSIONS, [...result.updated, ...result.inserted]);
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

/**
 * The visits that the events can touch and all later ones of their visitors. First only their places, because reading
 * the many texts of every recent visit would take ten times as long.
 */
async function selectSessions(connection: DuckDBConnection, events: readonly HashedEvent[]): Promise<StoredSessions> {
  const since = Math.min(...events.map(({ source }) => source.ts)) - VISIT_GAP_MS;
  const found = await select(
    connection,
    `select rowid from sessions where last_activity_at >= ${since} and visitor_id in (select unnest($1))`,
    visitorsOf(events),
  );
  const rows = await select(
    connection,
    "select *, rowid from sessions where rowid in (select unnest($1))",
    found.map((row) => toId(row.rowid)),
  );
  const sessions = rows.map(toSession);
  return {
    sessions,
    places: new Map(rows.map((row) => [toId(row.session_id), toId(row.rowid)])),
    visitorIds: new Set(sessions.map(({ visitorId }) => visitorId)),
  };
}

async function selectLatestStarts(
  connection: DuckDBConnection,
  visitorIds: readonly bigint[],
): Promise<Map<bigint, number>> {
  const rows = await select(
    connection,
    "select visitor_id, max(started_at) as started_at from sessions where visitor_id in (select unnest($1)) group by visitor_id",
    visitorIds,
  );
  return new Map(rows.map((row) => [toId(row.visitor_id), Number(row.started_at)]));
}

/** The visitors whose visits the events belong to. */
function visitorsOf(events: readonly HashedEvent[]): Set<bigint> {
  return new Set(events.filter(({ source }) => source.kind !== "server").map(({ visitorId }) => visitorId));
}

async function deleteSessions(connection: DuckDBConnection, places: readonly (bigint | undefined)[]): Promise<void> {
  const known = places.filter((place) => place !== undefined);
  if (known.length === 0) return;
  await connection.run("delete from sessions where rowid in (select unnest($1))", [listValue(known)], [LIST(BIGINT)]);
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

async function select(connection: DuckDBConnection, sql: string, ids: Iterable<bigint>): Promise<RawRow[]> {
  const list = [...ids];
  if (list.length === 0) return [];
  const reader = await connection.runAndReadAll(sql, [listValue(list)], [LIST(BIGINT)]);
  return reader.getRowObjects();
}
