import type { Stores } from "../context.ts";

const DAY_MS = 86_400_000;

/** A project whose old visits are to be erased now. */
export interface DueRetention {
  readonly projectId: string;
  /** What ended before that instant goes. */
  readonly before: number;
}

/** Takes the next project whose old visits were not erased for a day; no other process takes it for another day. */
export async function takeRetention({ db, clock }: Stores): Promise<DueRetention | null> {
  const now = clock();
  for (;;) {
    const due = await db
      .selectFrom("privacy_settings")
      .select(["project_id", "retention_days", "swept_at"])
      .where("retention_days", ">", 0)
      .where("swept_at", "<=", now - DAY_MS)
      .orderBy("swept_at")
      .executeTakeFirst();
    if (!due) return null;
    const claimed = await db
      .updateTable("privacy_settings")
      .set({ swept_at: now })
      .where("project_id", "=", due.project_id)
      .where("swept_at", "=", due.swept_at)
      .executeTakeFirst();
    if (claimed.numUpdatedRows > 0n) {
      return { projectId: due.project_id, before: now - due.retention_days * DAY_MS };
    }
  }
}

/** Has the next sweep try a project again, of which the last one has failed. */
export async function retryRetention({ db }: Stores, projectId: string): Promise<void> {
  await db.updateTable("privacy_settings").set({ swept_at: 0 }).where("project_id", "=", projectId).execute();
}
