import { DAY_MS } from "../../clickhouse/spans.ts";
import { type HashedEvent, resolveVisitors } from "../../events.ts";
import type { Aliases } from "../../history.ts";
import { isOfVisit } from "../../kinds.ts";
import { distinctSessions, startsToRead } from "../../merges.ts";
import { type Absorbed, sessionize } from "../../sessionize.ts";
import { type Session, VISIT_GAP_MS } from "../../sessions.ts";
import { type RawRow, toId, toSession } from "../../tables.ts";
import { IDS_MAX, selectAliases } from "./aliases.ts";
import { type Connection, type ReadRequest, toRawRows } from "./connection.ts";
import { type Changes, type EncodedRow, MOVED_COLUMNS } from "./tables.ts";

/** Events that were new, and what has to be written for them. */
export interface Prepared {
  readonly fresh: readonly HashedEvent[];
  readonly changes: Changes;
}

const SESSION_ID_PLACE = MOVED_COLUMNS.indexOf("session_id");

/** Looks up what a batch meets in the tables and works out what to write; writes nothing. */
export async function prepareBatch(connection: Connection, events: readonly HashedEvent[]): Promise<Prepared> {
  const [known, aliases] = await Promise.all([
    selectKnown(connection, events),
    selectAliases(connection, [...new Set(events.map(({ visitorId }) => visitorId))]),
  ]);
  const fresh = resolveVisitors(
    events.filter(({ eventId }) => !known.has(eventId)),
    (id) => aliases.get(id) ?? id,
  );
  const existing = await selectSessions(connection, fresh, aliases);
  const seen = new Set(existing.map(({ visitorId }) => visitorId));
  const latestStarts = await selectLatestStarts(connection, fresh, seen);
  const result = sessionize({
    existing,
    events: fresh,
    latestStart: (visitorId) => latestStarts.get(visitorId) ?? null,
  });
  const changes: Changes = {
    events: fresh.map((event, place) => ({ event, sessionId: result.sessionIds[place] ?? 0n })),
    movedEvents: await selectMoved(connection, result.absorbed),
    sessions: [...result.updated, ...result.inserted],
    removedSessions: [...result.absorbed.map(({ session }) => session), ...displaced(existing, result.updated)],
    latestVisits: result.latest.map(({ session }) => session),
  };
  return { fresh, changes };
}

/** Sessions that have come to start on another day: they leave their place in the table, which is sorted by days. */
function displaced(existing: readonly Session[], updated: readonly Session[]): Session[] {
  const dayOf = ({ startedAt }: Session) => Math.trunc(startedAt / DAY_MS);
  const days = new Map(updated.map((session) => [session.sessionId, dayOf(session)]));
  return existing.filter((session) => (days.get(session.sessionId) ?? dayOf(session)) !== dayOf(session));
}

async function selectKnown(connection: Connection, events: readonly HashedEvent[]): Promise<Set<bigint>> {
  const ids = events.map(({ eventId }) => eventId);
  const rows = await selectByIds(connection, ids, (list) => ({
    text: `select event_id from event_ids where event_id in (${list})`,
  }));
  return new Set(rows.map((row) => toId(row.event_id)));
}

/** The visits that the events can touch and all later ones of their visitors. */
async function selectSessions(
  connection: Connection,
  events: readonly HashedEvent[],
  aliases: Aliases,
): Promise<Session[]> {
  const since = events.reduce((earliest, { source }) => Math.min(earliest, source.ts), Number.POSITIVE_INFINITY);
  const rows = await selectByIds(connection, visitorsOf(events), (list) => ({
    text: `select * from sessions final
      where visitor_id in (${list}) and last_activity_at >= ${since - VISIT_GAP_MS}`,
  }));
  const withinReach = rows.map(toSession);
  const merged = new Set(aliases.values());
  const missing = startsToRead(withinReach, (visitorId) => merged.has(visitorId));
  if (!missing) return withinReach;
  const others = await selectByIds(connection, missing.visitorIds, (list) => ({
    text: `select * from sessions final where visitor_id in (${list}) and started_at >= ${missing.since}`,
  }));
  return distinctSessions(withinReach, others.map(toSession));
}

/** When the latest visit of each visitor began, those left out of whom a visit is at hand. */
async function selectLatestStarts(
  connection: Connection,
  events: readonly HashedEvent[],
  seen: ReadonlySet<bigint>,
): Promise<Map<bigint, number>> {
  const starts = new Map<bigint, number>();
  for (const [projectId, own] of Map.groupBy(events, ({ source }) => source.projectId)) {
    const unseen = visitorsOf(own).filter((visitorId) => !seen.has(visitorId));
    const rows = await selectByIds(connection, unseen, (list) => ({
      text: `select visitor_id, tupleElement(max(latest), 'started_at') as started_at from latest_visits
        where project_id = {project:String} and visitor_id in (${list}) group by visitor_id`,
      values: { project: projectId.toWellFormed() },
    }));
    for (const row of rows) starts.set(toId(row.visitor_id), Number(row.started_at));
  }
  return starts;
}

/** The events of absorbed visits as they are to stand from now on. */
async function selectMoved(connection: Connection, absorbed: readonly Absorbed[]): Promise<EncodedRow[]> {
  const moved: EncodedRow[] = [];
  for (const { session, by } of absorbed) {
    const { rows } = await connection.read({
      text: `select ${MOVED_COLUMNS.join(", ")} from events final
        where project_id = {project:String} and visitor_id = ${session.visitorId} and session_id = ${session.sessionId}
        and ts between ${session.startedAt} and ${session.lastEventAt}`,
      values: { project: session.projectId },
    });
    moved.push(...rows.map((row) => row.with(SESSION_ID_PLACE, String(by))));
  }
  return moved;
}

/** The visitors whose visits the events belong to. */
function visitorsOf(events: readonly HashedEvent[]): bigint[] {
  return [...new Set(events.filter(({ source }) => isOfVisit(source.kind)).map(({ visitorId }) => visitorId))];
}

async function selectByIds(
  connection: Connection,
  ids: readonly bigint[],
  write: (list: string) => ReadRequest,
): Promise<RawRow[]> {
  const found: RawRow[] = [];
  for (let start = 0; start < ids.length; start += IDS_MAX) {
    found.push(...toRawRows(await connection.read(write(ids.slice(start, start + IDS_MAX).join(", ")))));
  }
  return found;
}
