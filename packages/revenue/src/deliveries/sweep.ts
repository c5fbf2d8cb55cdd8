import type { RevenueContext } from "../context.ts";

/** Longer than any provider repeats a delivery by itself. */
const KEPT_MS = 30 * 86_400_000;

/** Forgets deliveries that were applied or given up long ago. */
export async function sweepDeliveries({ db, clock }: Pick<RevenueContext, "db" | "clock">): Promise<void> {
  await db
    .deleteFrom("revenue_deliveries")
    .where("state", "in", ["applied", "noted", "given_up"])
    .where("due_at", "<", clock() - KEPT_MS)
    .execute();
}
