import type { HashedErasure } from "../../erasures.ts";
import type { EraseResult } from "../../store.ts";
import { NO_VISIT_BEFORE } from "../../tables.ts";
import { selectAliases, selectIdsOf } from "./aliases.ts";
import type { Connection } from "./connection.ts";
import { placeOf, type Topology } from "./schema.ts";
import { SESSION_COLUMNS } from "./tables.ts";

/** An erasure whose every id is known: a merged visitor's rows may lie under each of them. */
export type ResolvedErasure =
  | { readonly kind: "visitor"; readonly projectId: string; readonly visitorIds: readonly string[] }
  | Exclude<HashedErasure, { readonly kind: "visitor" }>;

export interface Erasing {
  readonly connection: Connection;
  readonly topology: Topology;
}

/** Finds all ids of the visitor. */
export async function resolveErasure(connection: Connection, erasure: HashedErasure): Promise<ResolvedErasure> {
  if (erasure.kind !== "visitor") return erasure;
  const { projectId, visitorId } = erasure;
  const canonical = (await selectAliases(connection, [visitorId])).get(visitorId) ?? visitorId;
  const ids = new Set([visitorId, canonical, ...(await selectIdsOf(connection, canonical))]);
  return { kind: "visitor", projectId, visitorIds: [...ids].map(String) };
}

/** How many rows an erasure will take. */
export async function countRows(connection: Connection, erasure: ResolvedErasure): Promise<EraseResult> {
  const { events, sessions } = CONDITIONS[erasure.kind](erasure);
  const count = async (table: string, where: string) => {
    const text = `select count() from ${table} final where ${where}`;
    const { rows } = await connection.read({ text, values: valuesOf(erasure) });
    return Number(rows[0]?.[0] ?? 0);
  };
  return { events: await count("events", events), sessions: await count("sessions", sessions) };
}

/**
 * Erases; resolves when the rows have gone from every replica. Each step looks at what is still to be done, so an erasure
 * that was stopped anywhere is finished by the same call with the same version.
 */
export async function applyErasure(
  { connection, topology }: Erasing,
  erasure: ResolvedErasure,
  version: number,
): Promise<void> {
  if (erasure.kind === "before") await relinkSessions(connection, erasure, version);
  for (const { table, where } of CONDITIONS[erasure.kind](erasure).steps) {
    await deleteRows({ connection, topology }, table, { where, values: valuesOf(erasure) });
  }
}

interface Deletion {
  readonly where: string;
  readonly values?: Readonly<Record<string, unknown>>;
}

/** Rewrites the parts of a table without some rows. */
export async function deleteRows(
  { connection, topology }: Erasing,
  table: string,
  { where, values }: Deletion,
): Promise<void> {
  await connection.command(
    `alter table ${placeOf(table, topology)} delete where ${where}
     settings mutations_sync = 2, allow_nondeterministic_mutations = 1`,
    values,
  );
}

interface Conditions {
  /** What holds for the rows as reports see them. */
  readonly events: string;
  readonly sessions: string;
  /** In an order in which a condition reads only what is still there. */
  readonly steps: readonly { readonly table: string; readonly where: string }[];
}

const PROJECT = "project_id = {project:String}";
const OLD_SESSIONS = `${PROJECT} and last_activity_at < {before:Int64}`;
const OLD_EVENTS = `${PROJECT} and ts < {before:Int64} and (session_id = 0 or session_id in (select session_id from sessions final where ${OLD_SESSIONS}))`;

const CONDITIONS: Readonly<Record<ResolvedErasure["kind"], (erasure: ResolvedErasure) => Conditions>> = {
  project: () => ({
    events: PROJECT,
    sessions: PROJECT,
    steps: [
      { table: "event_ids", where: `event_id in (select event_id from events where ${PROJECT})` },
      ...["events", "sessions", "latest_visits", "visitor_aliases", "waiting_amendments", "revenue_subjects"].map(
        (table) => ({
          table,
          where: PROJECT,
        }),
      ),
    ],
  }),
  visitor: (erasure) => {
    const ids = erasure.kind === "visitor" ? erasure.visitorIds.join(", ") : "";
    const own = `${PROJECT} and visitor_id in (${ids})`;
    return {
      events: own,
      sessions: own,
      steps: [
        { table: "event_ids", where: `event_id in (select event_id from events where ${own})` },
        ...["events", "sessions", "latest_visits", "visitor_aliases"].map((table) => ({ table, where: own })),
        { table: "waiting_amendments", where: `${PROJECT} and subject_id in (${ids})` },
      ],
    };
  },
  before: () => ({
    events: OLD_EVENTS,
    sessions: OLD_SESSIONS,
    steps: [
      {
        table: "visitor_aliases",
        where: `visitor_id in (
          select visitor_id from visitor_aliases final
          where ${PROJECT} and canonical_id in (select visitor_id from events final where ${OLD_EVENTS})
            and canonical_id not in (select visitor_id from events final where ${PROJECT} and not (${OLD_EVENTS}))
        )`,
      },
      { table: "event_ids", where: `event_id in (select event_id from events final where ${OLD_EVENTS})` },
      // By their ids: older versions of a row may show another visit.
      {
        table: "events",
        where: `${PROJECT} and event_id in (select event_id from events final where ${OLD_EVENTS})`,
      },
      {
        table: "latest_visits",
        where: `${PROJECT} and visitor_id not in (select visitor_id from sessions final where ${PROJECT} and last_activity_at >= {before:Int64})`,
      },
      // A visit only ever grows: older versions of one that stays may go, the newest does not.
      { table: "sessions", where: OLD_SESSIONS },
      { table: "waiting_amendments", where: `${PROJECT} and received_at < {before:Int64}` },
    ],
  }),
};

/** Visits that stay know none of those that go. */
async function relinkSessions(connection: Connection, erasure: ResolvedErasure, version: number): Promise<void> {
  const written: Readonly<Record<string, string>> = {
    prev_at: "before_at",
    version: String(version),
    is_deleted: "0",
  };
  const staying = `${PROJECT} and last_activity_at >= {before:Int64}
    and visitor_id in (select visitor_id from sessions final where ${OLD_SESSIONS})`;
  await connection.command(
    `insert into sessions (${SESSION_COLUMNS.join(", ")})
     select ${SESSION_COLUMNS.map((name) => written[name] ?? name).join(", ")} from (
       select *, lagInFrame(started_at, 1, toInt64(${NO_VISIT_BEFORE})) over (
         partition by visitor_id order by started_at, first_event_id rows between 1 preceding and current row
       ) as before_at
       from sessions final where ${staying}
     ) where prev_at <> before_at`,
    valuesOf(erasure),
  );
  await connection.command(
    `insert into latest_visits (project_id, visitor_id, latest)
     select project_id, visitor_id, tuple(toUInt64(${version}), max(started_at))
     from sessions final where ${staying} group by project_id, visitor_id`,
    valuesOf(erasure),
  );
}

function valuesOf(erasure: ResolvedErasure): Record<string, unknown> {
  const project = erasure.projectId.toWellFormed();
  return erasure.kind === "before" ? { project, before: erasure.before } : { project };
}
