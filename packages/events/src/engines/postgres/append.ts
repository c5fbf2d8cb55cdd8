import type { PoolClient } from "pg";
import { AMENDABLE_MS, type HashedAmendment, resolveSubjects, type StoredPage } from "../../amendments.ts";
import { type HashedEvent, resolveVisitors } from "../../events.ts";
import type { Absorbed } from "../../sessionize.ts";
import { EVENTS, SESSIONS, toId, WAITING_AMENDMENTS } from "../../tables.ts";
import { type Batch, type Outcome, workOut } from "../../work-out.ts";
import { selectAliases } from "./aliases.ts";
import { lockProjects } from "./locks.ts";
import { createLookups, select } from "./lookups.ts";
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
  if (fresh.length > 0) await store(client, projectIds, { events: fresh, amendments: [] });
  return fresh;
}

/** The same for amendments; resolves with the number of those that met what they speak of. */
export async function amendBatch(client: PoolClient, amendments: readonly HashedAmendment[]): Promise<number> {
  const projectIds = [...new Set(amendments.map(({ projectId }) => projectId))];
  await lockProjects(client, projectIds);
  for (const [projectId, own] of Map.groupBy(amendments, (amendment) => amendment.projectId)) {
    const newest = Math.max(...own.map(({ at }) => at));
    const forget = "delete from waiting_amendments where project_id = $1 and received_at < $2";
    await client.query(forget, [projectId, newest - AMENDABLE_MS]);
  }
  return (await store(client, projectIds, { events: [], amendments })).amended;
}

/** Writes a batch and what it changes. */
async function store(client: PoolClient, projectIds: readonly string[], batch: Batch): Promise<Outcome> {
  const signs = batch.amendments.filter(({ durationMs }) => durationMs === null);
  const ids = [...batch.events.map(({ visitorId }) => visitorId), ...signs.map(({ subjectId }) => subjectId)];
  const aliases = await selectAliases(client, [...new Set(ids)]);
  const canonicalOf = (id: bigint) => aliases.get(id) ?? id;
  const resolved = {
    events: resolveVisitors(batch.events, canonicalOf),
    amendments: resolveSubjects(batch.amendments, canonicalOf),
  };
  const known = { merged: new Set(aliases.values()), resolved: new Set(ids.map(canonicalOf)) };
  const outcome = await workOut(resolved, createLookups(client, { projectIds, ...known }));
  await absorb(client, outcome.absorbed);
  const rows = outcome.events.map((event, place) => ({ event, sessionId: outcome.sessionIds[place] ?? 0n }));
  await insertRows(client, EVENTS, { rows });
  await insertRows(client, SESSIONS, { rows: [...outcome.updated, ...outcome.inserted], key: "session_id" });
  await writePages(client, outcome.pages);
  await writeWaiting(client, outcome.waiting);
  return outcome;
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

/** Stored page views with longer durations; the instants spare a look into the other months. */
async function writePages(client: PoolClient, pages: readonly StoredPage[]): Promise<void> {
  if (pages.length === 0) return;
  const instants = pages.map(({ ts }) => ts);
  await client.query(
    `update events e set duration_ms = changed.duration_ms
     from unnest($1::bigint[], $2::int[]) as changed (event_id, duration_ms)
     where e.event_id = changed.event_id and e.ts between $3 and $4`,
    [
      pages.map(({ eventId }) => eventId),
      pages.map(({ durationMs }) => durationMs),
      Math.min(...instants),
      Math.max(...instants),
    ],
  );
}

/** What waits from now on, and what does no longer. */
async function writeWaiting(client: PoolClient, { removed, added }: Outcome["waiting"]): Promise<void> {
  if (removed.length > 0) {
    await client.query(
      `delete from waiting_amendments w
       using unnest($1::bigint[], $2::bigint[], $3::int[]) as gone (subject_id, received_at, duration_ms)
       where w.subject_id = gone.subject_id and w.received_at = gone.received_at and w.duration_ms is not distinct from gone.duration_ms`,
      [
        removed.map(({ subjectId }) => subjectId),
        removed.map(({ at }) => at),
        removed.map(({ durationMs }) => durationMs),
      ],
    );
  }
  await insertRows(client, WAITING_AMENDMENTS, { rows: added });
}
