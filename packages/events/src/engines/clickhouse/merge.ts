import type { HashedMerge } from "../../merges.ts";
import { compareSessions, type Session } from "../../sessions.ts";
import { toSession } from "../../tables.ts";
import { selectIdsOf } from "./aliases.ts";
import { type Connection, toRawRows } from "./connection.ts";
import { EVENT_COLUMNS, encodeChanges, NO_WAITING, toInserts } from "./tables.ts";

/**
 * Gives everything of the visitor `from` to the visitor `into`, both canonical. Each step looks at what is still to be
 * done, so a merge that was stopped anywhere is finished by the same call with the same version. First the aliases: from
 * then on no batch writes rows of `from`.
 */
export async function applyMerge(connection: Connection, merge: HashedMerge, version: number): Promise<void> {
  await writeAliases(connection, merge, version);
  await moveEvents(connection, merge, version);
  await moveSessions(connection, merge, version);
  await moveWaiting(connection, merge, version);
}

async function writeAliases(connection: Connection, merge: HashedMerge, version: number): Promise<void> {
  const { projectId, from, into } = merge;
  const ids = new Set([...(await selectIdsOf(connection, from)), from, into]);
  await connection.insert({
    table: "visitor_aliases",
    columns: ["project_id", "visitor_id", "canonical_id", "version"],
    rows: [...ids].map((id) => [projectId.toWellFormed(), String(id), String(into), version]),
  });
}

/**
 * The visitor is part of a row's place in the table, so each row is written twice: at its new place, and at the old one
 * as gone. Both lie in one part of the table, which readers see at once.
 */
async function moveEvents(connection: Connection, merge: HashedMerge, version: number): Promise<void> {
  const columns = [...EVENT_COLUMNS, "is_deleted"];
  const written: Readonly<Record<string, string>> = {
    visitor_id: "owner",
    version: String(version),
    is_deleted: `owner = ${merge.from}`,
  };
  await connection.command(
    `insert into events (${columns.join(", ")})
     select ${columns.map((name) => written[name] ?? name).join(", ")}
     from events final array join [toInt64(${merge.into}), toInt64(${merge.from})] as owner
     where project_id = {project:String} and visitor_id = ${merge.from}`,
    { project: merge.projectId.toWellFormed() },
  );
}

async function moveSessions(connection: Connection, merge: HashedMerge, version: number): Promise<void> {
  const { projectId, from, into } = merge;
  const answer = await connection.read({
    text: `select * from sessions final where project_id = {project:String} and visitor_id in (${from}, ${into})`,
    values: { project: projectId.toWellFormed() },
  });
  const stored = toRawRows(answer).map(toSession);
  const own = stored.filter(({ visitorId }) => visitorId === into);
  const moved = stored.filter(({ visitorId }) => visitorId === from);
  // After a stop half-way a visit may stand at both places.
  const visits = new Map([...moved, ...own].map((session) => [session.sessionId, session]));
  const ordered = [...visits.values()].sort(compareSessions);
  const changed = ordered.flatMap((session, place): Session[] => {
    const prevAt = ordered[place - 1]?.startedAt ?? null;
    const isRight = session.visitorId === into && session.prevAt === prevAt;
    return isRight ? [] : [{ ...session, visitorId: into, prevAt }];
  });
  const last = ordered.at(-1);
  const rows = encodeChanges(
    {
      events: [],
      changedEvents: [],
      sessions: changed,
      removedSessions: moved,
      latestVisits: last ? [{ projectId, visitorId: into, startedAt: last.startedAt }] : [],
      waiting: NO_WAITING,
    },
    version,
  );
  for (const insert of toInserts(rows)) await connection.insert(insert);
}

/** Signs of life that wait for a visit: the visitor is part of a row's place here, too. */
async function moveWaiting(connection: Connection, merge: HashedMerge, version: number): Promise<void> {
  await connection.command(
    `insert into waiting_amendments (project_id, subject_id, received_at, duration_ms, version, is_deleted)
     select project_id, owner, received_at, duration_ms, ${version}, owner = ${merge.from}
     from waiting_amendments final array join [toInt64(${merge.into}), toInt64(${merge.from})] as owner
     where project_id = {project:String} and subject_id = ${merge.from}`,
    { project: merge.projectId.toWellFormed() },
  );
}
