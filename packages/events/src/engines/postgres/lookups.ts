import type { PoolClient } from "pg";
import { KIND_CODES } from "../../kinds.ts";
import { distinctSessions, startsToRead } from "../../merges.ts";
import { type Session, VISIT_GAP_MS } from "../../sessions.ts";
import { type RawRow, toAmendment, toId, toSession, toStoredPage } from "../../tables.ts";
import type { Lookups } from "../../work-out.ts";
import { selectAliases } from "./aliases.ts";
import { exactTypes } from "./connections.ts";

export interface LookupOptions {
  readonly projectIds: readonly string[];
  /** The merged visitors among `resolved`. */
  readonly merged: ReadonlySet<bigint>;
  /** The canonical visitors of whom it is known whether they were merged. */
  readonly resolved: ReadonlySet<bigint>;
}

/** What a batch of these projects has to know, read inside the client's transaction. */
export function createLookups(client: PoolClient, options: LookupOptions): Lookups {
  const { projectIds } = options;
  return {
    selectWaiting: async (subjectIds) => {
      const sql = "select * from waiting_amendments where subject_id = any($1) and project_id = any($2)";
      return (await select(client, sql, [subjectIds, projectIds])).map(toAmendment);
    },
    selectPages: async (durations) => {
      if (durations.length === 0) return [];
      const sql = `select event_id, visitor_id, ts, duration_ms from events
        where event_id = any($1) and project_id = any($2) and kind = ${KIND_CODES.pageview}`;
      const ids = durations.map(({ subjectId }) => subjectId);
      return (await select(client, sql, [ids, projectIds])).map(toStoredPage);
    },
    readPast: async (instants) => {
      const existing = await selectSessions(client, instants, options);
      const seen = new Set(existing.map(({ visitorId }) => visitorId));
      const unseen = [...instants.keys()].filter((visitorId) => !seen.has(visitorId));
      const latestStarts = await selectLatestStarts(client, projectIds, unseen);
      return { existing, latestStart: (visitorId) => latestStarts.get(visitorId) ?? null };
    },
  };
}

/** The visits that can be touched and all later ones of their visitors. */
async function selectSessions(
  client: PoolClient,
  instants: ReadonlyMap<bigint, number>,
  { projectIds, merged, resolved }: LookupOptions,
): Promise<Session[]> {
  if (instants.size === 0) return [];
  const since = Math.min(...instants.values());
  const rows = await select(
    client,
    "select * from sessions where visitor_id = any($1) and project_id = any($2) and last_activity_at >= $3",
    [[...instants.keys()], projectIds, since - VISIT_GAP_MS],
  );
  const withinReach = rows.map(toSession);
  const others = await selectAliases(
    client,
    [...instants.keys()].filter((visitorId) => !resolved.has(visitorId)),
  );
  const missing = startsToRead(withinReach, (visitorId) => merged.has(visitorId) || others.has(visitorId));
  if (!missing) return withinReach;
  const started = await select(
    client,
    "select * from sessions where visitor_id = any($1) and project_id = any($2) and started_at >= $3",
    [missing.visitorIds, projectIds, missing.since],
  );
  return distinctSessions(withinReach, started.map(toSession));
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

/** Rows whose 64-bit numbers are bigint. */
export async function select(client: PoolClient, text: string, values: readonly unknown[]): Promise<RawRow[]> {
  const { rows } = await client.query<RawRow>({ text, values: [...values], types: exactTypes });
  return rows;
}
