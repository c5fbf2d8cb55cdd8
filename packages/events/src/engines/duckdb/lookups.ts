import type { DuckDBConnection } from "@duckdb/node-api";
import { AMENDABLE_MS, type HashedAmendment, type StoredPage } from "../../amendments.ts";
import { KIND_CODES } from "../../kinds.ts";
import { distinctSessions, startsToRead } from "../../merges.ts";
import { type Session, VISIT_GAP_MS } from "../../sessions.ts";
import { toId, toSession, toStoredPage } from "../../tables.ts";
import type { Lookups } from "../../work-out.ts";
import { recollect, type WriterMemory } from "./memory/writer-memory.ts";
import { selectByIds } from "./select.ts";

/** Most pages that durations speak of are younger than that. */
const RECENT_MS = 3_600_000;

/** What a batch has to know: from memory as far as possible, the rest from the tables. */
export function createLookups(connection: DuckDBConnection, memory: WriterMemory): Lookups {
  return {
    selectWaiting: async (subjectIds) => memory.waiting.of(subjectIds),
    selectPages: (durations) => selectPages(connection, memory, durations),
    readPast: (instants) => readPast(connection, memory, instants),
  };
}

/** Looks among the page views of the last hour first: older ones are many, and hardly ever spoken of. */
async function selectPages(
  connection: DuckDBConnection,
  memory: WriterMemory,
  durations: readonly HashedAmendment[],
): Promise<StoredPage[]> {
  const ids = new Set(durations.map(({ subjectId }) => subjectId).filter(memory.eventIds.mayHave));
  const at = durations.reduce((earliest, duration) => Math.min(earliest, duration.at), Number.POSITIVE_INFINITY);
  const select = async (condition: string, wanted: Iterable<bigint>) => {
    const sql = `select event_id, visitor_id, ts, duration_ms from events
      where ${condition} and kind = ${KIND_CODES.pageview} and event_id in (select unnest($1))`;
    return (await selectByIds(connection, sql, [...wanted])).map(toStoredPage);
  };
  const recent = await select(`ts >= ${at - RECENT_MS}`, ids);
  const found = new Set(recent.map(({ eventId }) => eventId));
  const missing = [...ids].filter((eventId) => !found.has(eventId));
  return [...recent, ...(await select(`ts between ${at - AMENDABLE_MS} and ${at - RECENT_MS}`, missing))];
}

/** The visits that can be touched: those under way are remembered, the others are read. */
async function readPast(
  connection: DuckDBConnection,
  memory: WriterMemory,
  instants: ReadonlyMap<bigint, number>,
): ReturnType<Lookups["readPast"]> {
  const remembered: Session[] = [];
  const unknown: bigint[] = [];
  let since = Number.POSITIVE_INFINITY;
  for (const [visitorId, firstTs] of instants) {
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

/**
 * The visits of visitors for which a condition holds. First only their places, because reading the many texts of every
 * recent visit would take ten times as long.
 */
async function selectSessions(
  connection: DuckDBConnection,
  visitorIds: readonly bigint[],
  condition: string,
): Promise<Session[]> {
  const found = await selectByIds(
    connection,
    `select rowid from sessions where ${condition} and visitor_id in (select unnest($1))`,
    visitorIds,
  );
  const places = found.map((row) => toId(row.rowid));
  const rows = await selectByIds(connection, "select * from sessions where rowid in (select unnest($1))", places);
  return rows.map(toSession);
}
