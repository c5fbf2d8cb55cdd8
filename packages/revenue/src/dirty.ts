import { type Database, rowsOf } from "@heliometer/db";
import { sql } from "kysely";

/** What facts are derived for, as a whole: a customer, or a day of spend. */
export type RevenueSubject = `customer:${string}` | `spend:${string}`;

/** The subject of a customer by our own id. */
export function customerSubject(id: string): RevenueSubject {
  return `customer:${id}`;
}

/** The subject of what was spent on a calendar day, YYYY-MM-DD. */
export function spendSubject(date: string): RevenueSubject {
  return `spend:${date}`;
}

/**
 * Notes that facts of these subjects have to be derived again; in the transaction that changes what they are derived of.
 * A version is the time of the change, or one above the version before: it grows even where a backup was restored.
 */
export async function markDirty(
  tx: Database,
  { projectId, subjects, now }: { projectId: string; subjects: Iterable<RevenueSubject>; now: number },
): Promise<void> {
  const rows = [...new Set(subjects)].map((subject) => ({ subject }));
  if (rows.length === 0) return;
  const given = rowsOf<{ subject: string }>(tx, JSON.stringify(rows), { subject: "text" });
  await sql`insert into revenue_subjects (project_id, subject, version, projected)
    select ${projectId}, subject, ${sql.lit(now)}, 0 from ${given} where true
    on conflict (project_id, subject) do update set version = ${nextVersion(now)}`.execute(tx);
}

/** Notes that all facts of a project have to be derived again. */
export async function markAllDirty(
  tx: Database,
  { projectId, now }: { projectId: string; now: number },
): Promise<void> {
  await sql`update revenue_subjects set version = ${nextVersion(now)} where project_id = ${projectId}`.execute(tx);
}

/** The version after the one that a row has. */
export function nextVersion(now: number) {
  const current = sql.ref("revenue_subjects.version");
  return sql<number>`case when ${current} < ${sql.lit(now)} then ${sql.lit(now)} else ${current} + 1 end`;
}
