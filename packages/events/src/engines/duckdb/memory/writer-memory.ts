import { BIGINT, type DuckDBConnection } from "@duckdb/node-api";
import { type Session, VISIT_GAP_MS } from "../../../sessions.ts";
import { toId } from "../../../tables.ts";
import type { Outcome } from "../../../work-out.ts";
import type { ProjectNumbers } from "../project-numbers.ts";
import { type AliasTable, createAliasTable } from "./alias-table.ts";
import { createIdFilter, type IdFilter } from "./id-filter.ts";
import type { LongestVisit } from "./longest-visit.ts";
import type { Presence } from "./presence.ts";
import { createVisitorTable, type VisitorTable } from "./visitor-table.ts";
import { readWaiting, type WaitingTable } from "./waiting-table.ts";

/**
 * What the writer remembers of the tables, so that a batch need not scan them: which event ids may be known, when every
 * visitor's latest visit was, the visits that are under way, which visitors are one, and who is there now. This process is the only writer, so the memory is
 * exact as long as every commit is noted and it is thrown away after a commit of unknown outcome.
 */
export interface WriterMemory {
  readonly eventIds: IdFilter;
  readonly visitors: VisitorTable;
  /** The latest visit of visitors seen a short while ago, left out those whose visits may overlap. */
  readonly recent: Map<bigint, Session>;
  readonly aliases: AliasTable;
  /** Merged visitors of whom two visits overlap or stand closer than visits of one visitor otherwise do. */
  readonly tangled: Set<bigint>;
  readonly longestVisit: LongestVisit;
  readonly waiting: WaitingTable;
  readonly numbers: ProjectNumbers;
  readonly presence: Presence;
}

/** What the writer knows before it reads the rest of its memory from the tables. */
export type KnownBefore = Pick<WriterMemory, "longestVisit" | "numbers" | "presence">;

/** About a kilobyte each. */
const RECENT_MAX = 20_000;

/** Reads the memory from the tables; some of it is known from the start. */
export async function readWriterMemory(
  connection: DuckDBConnection,
  { longestVisit, numbers, presence }: KnownBefore,
): Promise<WriterMemory> {
  const counts = await connection.runAndReadAll(
    "select (select count(*) from events), (select count(*) from sessions)",
  );
  const [events, sessions] = counts.getRows()[0]?.map(Number) ?? [];
  // Room for as many again, so that the first layer lasts for a while.
  const eventIds = createIdFilter((events ?? 0) * 2);
  const visitors = createVisitorTable(sessions);
  await readEventIds(connection, eventIds);
  await readVisitors(connection, visitors);
  const aliases = createAliasTable();
  await readAliases(connection, aliases);
  const tangled = await readTangled(connection);
  const waiting = await readWaiting(connection);
  return { eventIds, visitors, recent: new Map(), aliases, tangled, longestVisit, numbers, waiting, presence };
}

/** By halves, which come as plain numbers: millions of bigint would take several times as long. */
async function readEventIds(connection: DuckDBConnection, eventIds: IdFilter): Promise<void> {
  const result = await connection.stream(
    "select (event_id & 4294967295)::uinteger as low, (event_id >> 32)::integer as high from events",
  );
  for await (const chunk of result) {
    const low = chunk.getColumnVector(0);
    const high = chunk.getColumnVector(1);
    // Asking the chunk for its count costs as much as a row.
    const rows = chunk.rowCount;
    for (let row = 0; row < rows; row += 1) eventIds.addHalves(Number(low.getItem(row)), Number(high.getItem(row)));
  }
}

async function readVisitors(connection: DuckDBConnection, visitors: VisitorTable): Promise<void> {
  const result = await connection.stream(
    "select visitor_id, max(started_at)::double, max(last_activity_at)::double from sessions group by visitor_id",
  );
  for await (const chunk of result) {
    const ids = chunk.getColumnVector(0);
    const starts = chunk.getColumnVector(1);
    const activities = chunk.getColumnVector(2);
    const rows = chunk.rowCount;
    for (let row = 0; row < rows; row += 1) {
      const visit = { startedAt: Number(starts.getItem(row)), lastActivityAt: Number(activities.getItem(row)) };
      visitors.set(toId(ids.getItem(row)), visit);
    }
  }
}

async function readAliases(connection: DuckDBConnection, aliases: AliasTable): Promise<void> {
  const result = await connection.stream(
    "select visitor_id, canonical_id from visitor_aliases where visitor_id <> canonical_id",
  );
  for await (const chunk of result) {
    for (const [visitorId, canonicalId] of chunk.getRows()) aliases.set(toId(visitorId), toId(canonicalId));
  }
}

/** How long each visit began after the end of all the visitor's visits before it: less than nothing if they overlap. */
const DISTANCES = `select visitor_id, started_at, last_activity_at, started_at - max(last_activity_at) over (
    partition by visitor_id order by started_at, first_event_id rows between unbounded preceding and 1 preceding
  ) as distance from sessions`;

async function readTangled(connection: DuckDBConnection): Promise<Set<bigint>> {
  const reader = await connection.runAndReadAll(
    `select distinct visitor_id from (${DISTANCES} where visitor_id in (select canonical_id from visitor_aliases))
     where distance <= ${VISIT_GAP_MS}`,
  );
  return new Set(reader.getRows().map(([visitorId]) => toId(visitorId)));
}

/** What the memory holds of one visitor; no instants while there is no visit. */
export interface VisitorState {
  readonly latest: { readonly startedAt: number; readonly lastActivityAt: number } | null;
  readonly isTangled: boolean;
}

/** Reads what the memory holds of one visitor from the tables. */
export async function readVisitorState(connection: DuckDBConnection, visitorId: bigint): Promise<VisitorState> {
  const reader = await connection.runAndReadAll(
    `select max(started_at)::double, max(last_activity_at)::double,
       coalesce(bool_or(distance <= ${VISIT_GAP_MS}), false)
     from (${DISTANCES} where visitor_id = $1)`,
    [visitorId],
    [BIGINT],
  );
  const [startedAt, lastActivityAt, isTangled] = reader.getRows()[0] ?? [];
  const hasVisit = typeof startedAt === "number" && typeof lastActivityAt === "number";
  return { latest: hasVisit ? { startedAt, lastActivityAt } : null, isTangled: isTangled === true };
}

/** What is known, without asking the tables, of the visits that a visitor's new events can touch. */
type Recollection =
  | { readonly kind: "none" }
  | { readonly kind: "visit"; readonly session: Session }
  | { readonly kind: "unknown" };

/** Remembers for a visitor whose earliest new event is at `firstTs`. */
export function recollect(memory: WriterMemory, visitorId: bigint, firstTs: number): Recollection {
  const latest = memory.visitors.get(visitorId);
  if (!latest || latest.lastActivityAt < firstTs - VISIT_GAP_MS) return { kind: "none" };
  const session = memory.recent.get(visitorId);
  // Visits before the latest one ended more than a gap before it began, so they are out of reach, too.
  return session && session.startedAt <= firstTs ? { kind: "visit", session } : { kind: "unknown" };
}

/** Notes a committed batch. */
export function noteCommitted(memory: WriterMemory, outcome: Outcome): void {
  const { events, latest, waiting } = outcome;
  memory.presence.noteCommitted(outcome);
  for (const { eventId } of events) memory.eventIds.add(eventId);
  for (const { session, lastActivityAt } of latest) {
    memory.visitors.set(session.visitorId, { startedAt: session.startedAt, lastActivityAt });
    memory.recent.delete(session.visitorId);
    if (memory.tangled.has(session.visitorId)) continue;
    memory.recent.set(session.visitorId, session);
  }
  memory.waiting.remove(waiting.removed);
  memory.waiting.add(waiting.added);
  for (const visitorId of memory.recent.keys()) {
    if (memory.recent.size <= RECENT_MAX) break;
    memory.recent.delete(visitorId);
  }
}

/** Notes a committed merge of two canonical visitors and what has become of the second one. */
export function noteMerged(
  memory: WriterMemory,
  { from, into }: { readonly from: bigint; readonly into: bigint },
  { latest, isTangled }: VisitorState,
): void {
  memory.aliases.set(from, into);
  memory.waiting.move(from, into);
  memory.presence.merge(from, into);
  for (const visitorId of [from, into]) {
    memory.recent.delete(visitorId);
    memory.tangled.delete(visitorId);
  }
  if (latest) memory.visitors.set(into, latest);
  if (isTangled) memory.tangled.add(into);
}
