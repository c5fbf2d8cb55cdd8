import type { PoolClient } from "pg";
import type { HashedSubject } from "../../fact-rows.ts";
import { selectNewer } from "../../select-newer.ts";
import { REVENUE_FACTS, REVENUE_SUBJECTS } from "../../tables.ts";
import { lockFacts } from "./locks.ts";
import { select } from "./lookups.ts";
import { copyRows, insertRows } from "./write-rows.ts";

/**
 * Replaces the facts of subjects inside the client's transaction. Whoever writes facts of one of their projects
 * meanwhile, on whatever node, waits; batches of events do not.
 */
export async function replaceFacts(client: PoolClient, subjects: readonly HashedSubject[]): Promise<void> {
  await lockFacts(client, new Set(subjects.map(({ projectId }) => projectId)));
  const ids = subjects.map(({ subjectId }) => subjectId);
  const rows = await select(client, "select subject_id, version from revenue_subjects where subject_id = any($1)", [
    ids,
  ]);
  const { newer, replaced } = selectNewer(subjects, rows);
  if (replaced.length > 0)
    await client.query("delete from revenue_facts where subject_id = any($1::bigint[])", [replaced]);
  await insertRows(client, REVENUE_SUBJECTS, { rows: newer, key: "subject_id" });
  await copyRows(
    client,
    REVENUE_FACTS,
    newer.flatMap(({ facts }) => facts),
  );
}
