import { inTransaction } from "@heliometer/db";
import { takeLedger } from "../apply/apply.ts";
import { revenueChanged } from "../changes.ts";
import type { DeskContext } from "./desk-context.ts";

/**
 * Runs within a transaction beside which no other one changes the project's ledger: of several nodes one at a time works
 * on a project.
 */
export async function inTurn<Result>(
  ctx: DeskContext,
  projectId: string,
  run: (tx: DeskContext) => Promise<Result>,
): Promise<Result> {
  const result = await inTransaction(ctx.db, async (db) => {
    await takeLedger(db, projectId);
    return run({ ...ctx, db });
  });
  revenueChanged.announce(ctx.db);
  return result;
}
