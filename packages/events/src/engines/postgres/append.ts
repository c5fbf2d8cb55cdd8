import type { PoolClient } from "pg";
import { type HashedEvent, resolveVisitors } from "../../events.ts";
import type { Aliases } from "../../history.ts";
import { isOfVisit } from "../../kinds.ts";
import { distinctSessions, startsToRead } from "../../merges.ts";
import { type Absorbed, sessionize } from "../../sessionize.ts";
import { type Session, VISIT_GAP_MS } from "../../sessions.ts";
import { EVENTS, type RawRow, SESSIONS, toId, toSession } from "../../tables.ts";
import { selectAliases } from "./aliases.ts";
import { exactTypes } from "./connections.ts";
import { lockProjects } from "./locks.ts";
import { insertRows } from "./write-rows.ts";

/**
 * Stores a batch inside the client's transaction and returns the events that were new. Whoever writes to one of its
 * projects meanwhile, on whatever node, waits; what is read here is what the others have committed.
 */
export async function appendBatch(client: PoolClient, events: readonly HashedEvent[]): Promise<readonly HashedEvent[]> {
  const projectIds = [...new Set(events.map(({ source }) => source.projectId))];
  await lockProjects(client, projectIds);
  const known = await selectKnown(client, projectIds, events);
  const fresh = events.filter(({ eventId }) => !known.has(eventId));
  if (fresh.length === 0) return fresh;
  const aliases = await selectAliases(client, [...new Set(fresh.map(({ visitorId }) => visitorId))]);
  const resolved = resolveVisitors(fresh, (id) => aliases.get(id) ?? id);
  await storeFresh(client, projectIds, { events: resolved, aliases });
  return fresh;
}

async function storeFresh(
  client: PoolClient,
  projectIds: readonly string[],
  { events, aliases }: { events: readonly HashedEvent[]; aliases: Aliases },
): Promise<void> {
  const existing = await selectSessions(client, projectIds, { events, aliases });
  const seen = new Set(existing.map(({ visitorId }) => visitorId));
  const unseen = [...visitorsOf(events)].filter((visitorId) => !seen.has(visitorId));
  const latestStarts = await selectLatestStarts(client, projectIds, unseen);
  const result = sessionize({
    existing,
    events,
    latestStart: (visitorId) => latestStarts.get(visitorId) ?? null,
  });
  await absorb(client, result.absorbed);
  const rows = events.map((event, place) => ({ event, sessionId: result.sessionIds[place] ?? 0n }));
  await insertRows(client, EVENTS, { rows });
  await insertRows(client, SESSIONS, { rows: [...result.updated, ...result.inserted], key: "session_id" });
}

async function selectKnown(
  client: PoolClient,
  projectIds: readonly string[],
  events: readonly HashedEvent[],
): Promise<Set<bigint>> {
  const rows = await select(client, "select event_id from events where event_id = any($1) and project_id = any($2)", [
    events.map(({ eventId }) => eventId),
    projectIds,
  ]);
  return new Set(rows.map((row) => toId(row.event_id)));
}

/** The visits that the events can touch and all later ones of their visitors. */
async function selectSessions(
  client: PoolClient,
  projectIds: readonly string[],
  { events, aliases }: { events: readonly HashedEvent[]; aliases: Aliases },
): Promise<Session[]> {
  const since = events.reduce((earliest, { source }) => Math.min(earliest, source.ts), Number.POSITIVE_INFINITY);
  const rows = await select(
    client,
    "select * from sessions where visitor_id = any($1) and project_id = any($2) and last_activity_at >= $3",
    [[...visitorsOf(events)], projectIds, since - VISIT_GAP_MS],
  );
  const withinReach = rows.map(toSession);
  const merged = new Set(aliases.values());
  const missing = startsToRead(withinReach, (visitorId) => merged.has(visitorId));
  if (!missing) return withinReach;
  const others = await select(
    client,
    "select * from sessions where visitor_id = any($1) and project_id = any($2) and started_at >= $3",
    [missing.visitorIds, projectIds, missing.since],
  );
  return distinctSessions(withinReach, others.map(toSession));
}

async function selectLatestStarts(
  client: PoolClient,
  projectIds: readonly string[],
  visitorIds: readonly bigint[],
): Promise<Map<bigint, number>> {
  if (visitorIds.length === 0) return new Map();
  const rows = await select(
    client,
    `select visitor_id, max(started_at) as started_at from sessions
     where visitor_id = any($1) and project_id = any($2) group by visitor_id`,
    [visitorIds, projectIds],
  );
  return new Map(rows.map((row) => [toId(row.visitor_id), Number(row.started_at)]));
}

/** The visitors whose visits the events belong to. */
function visitorsOf(events: readonly HashedEvent[]): Set<bigint> {
  return new Set(events.filter(({ source }) => isOfVisit(source.kind)).map(({ visitorId }) => visitorId));
}

/** Absorbed visits go, their events change hands. */
async function absorb(client: PoolClient, absorbed: readonly Absorbed[]): Promise<void> {
  if (absorbed.length === 0) return;
  const from = absorbed.map(({ session }) => session.sessionId);
  const to = absorbed.map(({ by }) => by);
  await client.query(
    `update events e set session_id = moved.to_id from unnest($1::bigint[], $2::bigint[]) as moved (from_id, to_id)
     where e.session_id = moved.from_id and e.ts between $3 and $4`,
    [
      from,
      to,
      Math.min(...absorbed.map(({ session }) => session.startedAt)),
      Math.max(...absorbed.map(({ session }) => session.lastEventAt)),
    ],
  );
  await client.query("delete from sessions where session_id = any($1::bigint[])", [from]);
}

async function select(client: PoolClient, text: string, values: readonly unknown[]): Promise<RawRow[]> {
  const { rows } = await client.query<RawRow>({ text, values: [...values], types: exactTypes });
  return rows;
}
