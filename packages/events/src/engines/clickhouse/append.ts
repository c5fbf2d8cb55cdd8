import { AMENDABLE_MS, type HashedAmendment, resolveSubjects, type StoredPage } from "../../amendments.ts";
import { DAY_MS, writeDay } from "../../clickhouse/spans.ts";
import { type HashedEvent, resolveVisitors } from "../../events.ts";
import type { Session } from "../../sessions.ts";
import { toId } from "../../tables.ts";
import { type Batch, type Outcome, workOut } from "../../work-out.ts";
import { IDS_MAX, selectAliases } from "./aliases.ts";
import type { Connection } from "./connection.ts";
import { createLookups, selectByIds } from "./lookups.ts";
import { CHANGED_COLUMNS, type Changes, type EncodedRow } from "./tables.ts";

/** What has to be written for a batch, null where there is nothing. */
export interface Prepared {
  readonly fresh: readonly HashedEvent[];
  readonly amended: number;
  readonly changes: Changes;
}

const PLACES = {
  eventId: CHANGED_COLUMNS.indexOf("event_id"),
  sessionId: CHANGED_COLUMNS.indexOf("session_id"),
  durationMs: CHANGED_COLUMNS.indexOf("duration_ms"),
};

/** Looks up what a batch meets in the tables and works out what to write; writes nothing. */
export async function prepareBatch(connection: Connection, batch: Batch): Promise<Prepared> {
  const known = await selectKnown(connection, batch.events);
  const unknown = batch.events.filter(({ eventId }) => !known.has(eventId));
  const signs = batch.amendments.filter(({ durationMs }) => durationMs === null);
  const visitorIds = new Set([
    ...unknown.map(({ visitorId }) => visitorId),
    ...signs.map(({ subjectId }) => subjectId),
  ]);
  const aliases = await selectAliases(connection, [...visitorIds]);
  const canonicalOf = (id: bigint) => aliases.get(id) ?? id;
  const projectIds = new Set([
    ...unknown.map(({ source }) => source.projectId),
    ...batch.amendments.map(({ projectId }) => projectId),
  ]);
  const lookups = createLookups(connection, [...projectIds]);
  const outcome = await workOut(
    {
      events: resolveVisitors(unknown, canonicalOf),
      amendments: resolveSubjects(batch.amendments, canonicalOf),
    },
    lookups,
  );
  const { events, sessionIds, updated, inserted, absorbed, latest } = outcome;
  const changes: Changes = {
    events: events.map((event, place) => ({ event, sessionId: sessionIds[place] ?? 0n })),
    changedEvents: await readChanged(connection, [...projectIds], outcome),
    sessions: [...updated, ...inserted],
    removedSessions: [...absorbed.map(({ session }) => session), ...displaced(lookups.existing, updated)],
    latestVisits: latest.map(({ session }) => session),
    waiting: outcome.waiting,
  };
  return { fresh: unknown, amended: outcome.amended, changes };
}

/** Whether there is anything to be written. */
export function isEmpty({ events, changedEvents, sessions, waiting }: Changes): boolean {
  const rows = [events, changedEvents, sessions, waiting.removed, waiting.added];
  return rows.every(({ length }) => length === 0);
}

/** The condition for amendments that have waited for long, by the clock of those that come. */
export function writeExpired(amendments: readonly HashedAmendment[]): string {
  const newest = amendments.reduce((latest, { at }) => Math.max(latest, at), Number.NEGATIVE_INFINITY);
  return `received_at < ${newest - AMENDABLE_MS}`;
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

/** The rows of stored events that have become others: those of absorbed visits, and pages with a longer duration. */
async function readChanged(
  connection: Connection,
  projectIds: readonly string[],
  { absorbed, pages }: Outcome,
): Promise<EncodedRow[]> {
  const durations = new Map(pages.map((page) => [String(page.eventId), page.durationMs]));
  const rows = new Map<string, EncodedRow>();
  const note = (row: EncodedRow) => {
    const eventId = String(row[PLACES.eventId]);
    const durationMs = durations.get(eventId) ?? row[PLACES.durationMs];
    if (!rows.has(eventId)) rows.set(eventId, row.with(PLACES.durationMs, durationMs));
  };
  for (const { session, by } of absorbed) {
    const { rows: moved } = await connection.read({
      text: `select ${CHANGED_COLUMNS.join(", ")} from events final
        where project_id = {project:String} and visitor_id = ${session.visitorId} and session_id = ${session.sessionId}
        and ts between ${session.startedAt} and ${session.lastEventAt}`,
      values: { project: session.projectId },
    });
    for (const row of moved) note(row.with(PLACES.sessionId, String(by)));
  }
  for (let start = 0; start < pages.length; start += IDS_MAX / 4) {
    const places = pages.slice(start, start + IDS_MAX / 4).map(writePlace);
    const { rows: timed } = await connection.read({
      text: `select ${CHANGED_COLUMNS.join(", ")} from events final where project_id in {projects:Array(String)}
        and (${writeDay("ts")}, visitor_id, ts, event_id) in (${places.join(", ")})`,
      values: { projects: projectIds.map((projectId) => projectId.toWellFormed()) },
    });
    for (const row of timed) note(row);
  }
  return [...rows.values()];
}

/** Where a page view lies in the table. */
function writePlace({ ts, visitorId, eventId }: StoredPage): string {
  return `(${writeDay(`${ts}`)}, ${visitorId}, ${ts}, ${eventId})`;
}
