import type { PoolClient } from "pg";
import type { HashedSubject } from "../../fact-rows.ts";
import { REVENUE_FACTS, REVENUE_SUBJECTS, toId } from "../../tables.ts";
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
  const known = new Map(rows.map((row) => [toId(row.subject_id), Number(row.version)]));
  const newer = subjects.filter(
    ({ subjectId, version }) => version > (known.get(subjectId) ?? Number.NEGATIVE_INFINITY),
  );
  const old = newer.map(({ subjectId }) => subjectId).filter((id) => known.has(id));
  if (old.length > 0) await client.query("delete from revenue_facts where subject_id = any($1::bigint[])", [old]);
  await insertRows(client, REVENUE_SUBJECTS, { rows: newer, key: "subject_id" });
  await copyRows(
    client,
    REVENUE_FACTS,
    newer.flatMap(({ facts }) => facts),
  );
}
