import type { PoolClient } from "pg";
import type { HashedMerge } from "../../merges.ts";
import { NO_VISIT_BEFORE } from "../../tables.ts";
import { selectAliases } from "./aliases.ts";
import { lockProjects } from "./locks.ts";

/**
 * Makes two visitors one inside the client's transaction; tells whether they were two. Whoever writes to the project
 * meanwhile, on whatever node, waits.
 */
export async function mergeVisitors(client: PoolClient, merge: HashedMerge): Promise<boolean> {
  await lockProjects(client, [merge.projectId]);
  const aliases = await selectAliases(client, [merge.from, merge.into]);
  const [from, into] = [merge.from, merge.into].map((id) => aliases.get(id) ?? id);
  if (from === into) return false;
  for (const statement of STATEMENTS) await client.query(statement, [merge.projectId, from, into]);
  return true;
}

/** $1 is the project, $2 the visitor who goes, $3 the one who stays. */
const STATEMENTS = [
  "update visitor_aliases set canonical_id = $3 where project_id = $1 and canonical_id = $2",
  `insert into visitor_aliases (project_id, visitor_id, canonical_id)
   select $1, id, $3 from unnest(array[$2, $3]::bigint[]) as id on conflict (visitor_id) do nothing`,
  `update events set visitor_id = $3 where project_id = $1 and visitor_id = $2
   and session_id = any(array(select session_id from sessions where project_id = $1 and visitor_id = $2))`,
  "update events set visitor_id = $3 where project_id = $1 and visitor_id = $2 and session_id = 0",
  "update waiting_amendments set subject_id = $3 where project_id = $1 and subject_id = $2",
  `update sessions set visitor_id = $3, prev_at = ordered.prev_at
   from (
     select session_id, lag(started_at, 1, ${NO_VISIT_BEFORE}::bigint) over (order by started_at, first_event_id) as prev_at
     from sessions where project_id = $1 and visitor_id in ($2, $3)
   ) as ordered
   where sessions.session_id = ordered.session_id
     and (sessions.visitor_id <> $3 or sessions.prev_at is distinct from ordered.prev_at)`,
];
