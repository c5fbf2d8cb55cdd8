import type { Database } from "@heliometer/db";
import { type SpendSum, sumSpend } from "./sums.ts";

/** What a project has spent, by month and currency, the newest month first. */
export async function summarizeSpend(db: Database, projectId: string): Promise<SpendSum[]> {
  const rows = await db
    .selectFrom("spend")
    .select(["date", "currency", "amount"])
    .where("project_id", "=", projectId)
    .execute();
  return sumSpend(rows).toReversed();
}
