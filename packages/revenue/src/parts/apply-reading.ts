import { type ApplyResult, applyRecords, takeLedger } from "../apply/apply.ts";
import type { RevenueContext } from "../context.ts";
import type { Source } from "../customer-id.ts";
import type { Reading } from "../providers/provider.ts";
import { absorbParts } from "./absorb.ts";

/** Enters what a provider's objects say into the ledger. `ctx.db` is a transaction. */
export async function applyReading(ctx: RevenueContext, source: Source, reading: Reading): Promise<ApplyResult> {
  // Parts that two transactions bring at the same time would not see each other.
  await takeLedger(ctx.db, source.projectId);
  const records = [...reading.records, ...(await absorbParts(ctx, source, reading.parts))];
  return applyRecords(ctx, { ...source, records });
}
