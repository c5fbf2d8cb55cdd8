import { BIGINT, type DuckDBConnection, VARCHAR } from "@duckdb/node-api";
import type { HashedMerge } from "../../merges.ts";
import { NO_VISIT_BEFORE } from "../../tables.ts";
import { noteMerged, readVisitorState, type WriterMemory } from "./memory/writer-memory.ts";
import { inTransaction } from "./transaction.ts";

/**
 * Makes two visitors one, in one transaction on the writer's connection; tells whether they were two. After an error the
 * memory may differ from the tables: the caller throws it away.
 */
export async function mergeVisitors(
  connection: DuckDBConnection,
  memory: WriterMemory,
  merge: HashedMerge,
): Promise<boolean> {
  const from = memory.aliases.resolve(merge.from);
  const into = memory.aliases.resolve(merge.into);
  if (from === into) return false;
  const state = await inTransaction(connection, async () => {
    const values = [merge.projectId, from, into];
    for (const statement of STATEMENTS) await connection.run(statement, values, [VARCHAR, BIGINT, BIGINT]);
    return readVisitorState(connection, into);
  });
  noteMerged(memory, { from, into }, state);
  return true;
}

/** $1 is the project, $2 the visitor who goes, $3 the one who stays. */
const STATEMENTS = [
  "update visitor_aliases set canonical_id = $3 where project_id = $1 and canonical_id = $2",
  `insert into visitor_aliases
   select $1, id, $3 from (values ($2), ($3)) as merged (id) where id not in (select visitor_id from visitor_aliases)`,
  "update events set visitor_id = $3 where project_id = $1 and visitor_id = $2",
  "update named_events set visitor_id = $3 where project_id = $1 and visitor_id = $2",
  "update waiting_amendments set subject_id = $3 where project_id = $1 and subject_id = $2",
  `update sessions set visitor_id = $3, prev_at = ordered.prev_at
   from (
     select session_id, lag(started_at, 1, ${NO_VISIT_BEFORE}::bigint) over (order by started_at, first_event_id) as prev_at
     from sessions where project_id = $1 and visitor_id in ($2, $3)
   ) as ordered
   where sessions.session_id = ordered.session_id
     and (sessions.visitor_id <> $3 or sessions.prev_at is distinct from ordered.prev_at)`,
];
