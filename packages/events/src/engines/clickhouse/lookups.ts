import { AHEAD_MS, AMENDABLE_MS, type HashedAmendment, type StoredPage } from "../../amendments.ts";
import { writeDay } from "../../clickhouse/spans.ts";
import { KIND_CODES } from "../../kinds.ts";
import { distinctSessions, startsToRead } from "../../merges.ts";
import { type Session, VISIT_GAP_MS } from "../../sessions.ts";
import { type RawRow, toAmendment, toId, toSession, toStoredPage } from "../../tables.ts";
import type { Lookups } from "../../work-out.ts";
import { IDS_MAX, selectAliases } from "./aliases.ts";
import { type Connection, type ReadRequest, toRawRows } from "./connection.ts";

/** Most pages that durations speak of are younger than that. */
const RECENT_MS = 3_600_000;

/** The visits that a batch has read, too: it has to know where they lie. */
export interface ClickhouseLookups extends Lookups {
  readonly existing: readonly Session[];
}

/** What a batch of these projects has to know of the tables. */
export function createLookups(connection: Connection, projectIds: readonly string[]): ClickhouseLookups {
  const read: Session[] = [];
  return {
    existing: read,
    selectWaiting: async (subjectIds) => {
      const rows = await selectByIds(connection, subjectIds, (list) => ({
        text: `select project_id, subject_id, received_at, duration_ms from waiting_amendments final where subject_id in (${list})`,
      }));
      return rows.map(toAmendment);
    },
    selectPages: (durations) => selectPages(connection, durations),
    readPast: async (instants) => {
      const existing = await selectSessions(connection, instants);
      read.push(...existing);
      const seen = new Set(existing.map(({ visitorId }) => visitorId));
      const unseen = [...instants.keys()].filter((visitorId) => !seen.has(visitorId));
      const latestStarts = await selectLatestStarts(connection, unseen, projectIds);
      return { existing, latestStart: (visitorId) => latestStarts.get(visitorId) ?? null };
    },
  };
}

/** Looks among the page views of the last hour first; the table is sorted by days, so that of others little is read. */
async function selectPages(connection: Connection, durations: readonly HashedAmendment[]): Promise<StoredPage[]> {
  const found: StoredPage[] = [];
  for (const [projectId, own] of Map.groupBy(durations, (duration) => duration.projectId)) {
    const at = Math.min(...own.map((duration) => duration.at));
    const latest = Math.max(...own.map((duration) => duration.at)) + AHEAD_MS;
    const select = async (since: number, ids: Iterable<bigint>) => {
      const rows = await selectByIds(connection, [...ids], (list) => ({
        text: `select event_id, visitor_id, ts, duration_ms from events final
          where project_id = {project:String} and ${writeDay("ts")} between ${writeDay(`${since}`)} and ${writeDay(`${latest}`)}
          and kind = ${KIND_CODES.pageview} and event_id in (${list})`,
        values: { project: projectId.toWellFormed() },
      }));
      return rows.map(toStoredPage);
    };
    const ids = new Set(own.map(({ subjectId }) => subjectId));
    const recent = await select(at - RECENT_MS, ids);
    for (const { eventId } of recent) ids.delete(eventId);
    found.push(...recent, ...(await select(at - AMENDABLE_MS, ids)));
  }
  return found;
}

/** The visits that can be touched and all later ones of their visitors. */
async function selectSessions(connection: Connection, instants: ReadonlyMap<bigint, number>): Promise<Session[]> {
  const since = Math.min(...instants.values()) - VISIT_GAP_MS;
  const rows = await selectByIds(connection, [...instants.keys()], (list) => ({
    text: `select * from sessions final where visitor_id in (${list}) and last_activity_at >= ${since}`,
  }));
  const withinReach = rows.map(toSession);
  // A canonical visitor of several ids is an alias of itself.
  const merged = await selectAliases(connection, [...new Set(withinReach.map(({ visitorId }) => visitorId))]);
  const missing = startsToRead(withinReach, (visitorId) => merged.has(visitorId));
  if (!missing) return withinReach;
  const others = await selectByIds(connection, missing.visitorIds, (list) => ({
    text: `select * from sessions final where visitor_id in (${list}) and started_at >= ${missing.since}`,
  }));
  return distinctSessions(withinReach, others.map(toSession));
}

/** When the latest visit of each visitor began. */
async function selectLatestStarts(
  connection: Connection,
  visitorIds: readonly bigint[],
  projectIds: readonly string[],
): Promise<Map<bigint, number>> {
  const rows = await selectByIds(connection, visitorIds, (list) => ({
    text: `select visitor_id, tupleElement(max(latest), 'started_at') as started_at from latest_visits
      where project_id in {projects:Array(String)} and visitor_id in (${list}) group by visitor_id`,
    values: { projects: projectIds.map((projectId) => projectId.toWellFormed()) },
  }));
  return new Map(rows.map((row) => [toId(row.visitor_id), Number(row.started_at)]));
}

/** Rows found by ids, asked for in several statements where they are many. */
export async function selectByIds(
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
