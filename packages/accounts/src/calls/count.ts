import { inTransaction } from "@heliometer/db";
import { sql } from "kysely";
import type { Stores } from "../context.ts";

/** Calls of one credential in one minute; `minute` is its number since the epoch. */
export interface CallCount {
  credential: string;
  minute: number;
  calls: number;
}

/** Counts of minutes that no limit looks at any more are kept this long. */
const COUNTS_KEPT_MINUTES = 10;
const MINUTE_MS = 60_000;

/**
 * Adds what one node has counted, and returns what all nodes have told so far about these credentials, in the same
 * minutes and the ones before. Many counts at once are one statement.
 */
export async function countCalls({ db }: Pick<Stores, "db">, counts: readonly CallCount[]): Promise<CallCount[]> {
  if (counts.length === 0) return [];
  const credentials = [...new Set(counts.map(({ credential }) => credential))];
  const minutes = [...new Set(counts.flatMap(({ minute }) => [minute - 1, minute]))];
  return inTransaction(db, async (tx) => {
    await tx
      .insertInto("mcp_call_counts")
      // In one order everywhere, so that two nodes do not wait for each other.
      .values(counts.toSorted((left, right) => (left.credential < right.credential ? -1 : 1)))
      .onConflict((conflict) =>
        conflict
          .columns(["credential", "minute"])
          .doUpdateSet({ calls: sql<number>`mcp_call_counts.calls + excluded.calls` }),
      )
      .execute();
    return tx
      .selectFrom("mcp_call_counts")
      .select(["credential", "minute", "calls"])
      .where("credential", "in", credentials)
      .where("minute", "in", minutes)
      .execute();
  });
}

/** Deletes counts that no limit looks at any more. */
export async function sweepCallCounts({ db, clock }: Stores): Promise<void> {
  const oldest = Math.floor(clock() / MINUTE_MS) - COUNTS_KEPT_MINUTES;
  await db.deleteFrom("mcp_call_counts").where("minute", "<", oldest).execute();
}
