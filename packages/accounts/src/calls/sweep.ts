import type { Stores } from "../context.ts";

const DAY_MS = 86_400_000;

/** Deletes calls that are older than an instance keeps them. */
export async function sweepCalls({ db, clock }: Stores, { keptDays }: { keptDays: number }): Promise<void> {
  await db
    .deleteFrom("mcp_calls")
    .where("at", "<", clock() - keptDays * DAY_MS)
    .execute();
}
