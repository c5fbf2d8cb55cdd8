import { newId } from "@heliometer/core";
import { inTransaction } from "@heliometer/db";
import { sql } from "kysely";
import type { Stores } from "../context.ts";

/** Something that was sent to a project and refused, as it is kept. No network address and no agent string is part of it. */
export interface RefusedRecord {
  projectId: string;
  /** Time of receipt, milliseconds since the epoch. */
  at: number;
  reason: string;
  /** What the sender was told. */
  detail: string;
  /** Which endpoint it came to. */
  kind: string;
  body: string;
  /** False where the body was too long to be kept whole: then it can be looked at, but not sent again. */
  isWhole: boolean;
  /** JSON: what the door had learnt beside the body. */
  circumstances: string;
  visitorId: string | null;
}

/** So many events of a project were left out for a reason. */
export interface RefusedCount {
  projectId: string;
  reason: string;
  events: number;
}

const ROWS_AT_ONCE = 200;
const DAY_MS = 86_400_000;

/** Keeps refused events and adds to the counts. What belongs to a project that is gone is left out. */
export async function recordRefused(
  { db, clock }: Stores,
  { records, counts }: { records: readonly RefusedRecord[]; counts: readonly RefusedCount[] },
): Promise<void> {
  const named = [...new Set([...records, ...counts].map(({ projectId }) => projectId))];
  if (named.length === 0) return;
  await inTransaction(db, async (tx) => {
    const known = await tx.selectFrom("projects").select("id").where("id", "in", named).execute();
    const living = new Set(known.map(({ id }) => id));
    const rows = records.filter(({ projectId }) => living.has(projectId)).map(toRow);
    for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
      const part = rows.slice(start, start + ROWS_AT_ONCE);
      await tx.insertInto("refused_events").values(part).execute();
    }
    const day = Math.floor(clock() / DAY_MS);
    const totals = counts.filter(({ projectId }) => living.has(projectId)).map((count) => toCountRow(count, day));
    if (totals.length === 0) return;
    await tx
      .insertInto("refused_counts")
      // In one order everywhere, so that two nodes do not wait for each other.
      .values(totals.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1)))
      .onConflict((conflict) =>
        conflict
          .columns(["project_id", "day", "reason"])
          .doUpdateSet({ events: sql<number>`refused_counts.events + excluded.events` }),
      )
      .execute();
  });
}

function toRow(record: RefusedRecord) {
  return {
    id: newId(),
    project_id: record.projectId,
    at: record.at,
    reason: record.reason,
    detail: record.detail,
    kind: record.kind,
    body: record.body,
    is_whole: record.isWhole ? 1 : 0,
    circumstances: record.circumstances,
    visitor_id: record.visitorId,
  };
}

function toCountRow({ projectId, reason, events }: RefusedCount, day: number) {
  return { project_id: projectId, day, reason, events };
}

function keyOf(row: { project_id: string; reason: string }): string {
  return `${row.project_id} ${row.reason}`;
}
