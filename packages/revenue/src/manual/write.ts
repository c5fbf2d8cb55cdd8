import { InvalidInput, newId } from "@heliometer/core";
import { type Database, inTransaction } from "@heliometer/db";
import { applyRecords, takeLedger } from "../apply/apply.ts";
import { revenueChanged } from "../changes.ts";
import type { RevenueContext } from "../context.ts";
import type { RevenueRecord, Seen } from "../records.ts";

/** The name of the Revenue API among the sources of money. */
export const API = "api";

/** One request of the Revenue API, with the turn to change the project's ledger. */
export interface Step {
  readonly ctx: RevenueContext;
  readonly projectId: string;
  readonly now: number;
  /**
   * Stamps for records about rows that were last seen then: what a later request says counts, also within one
   * millisecond.
   */
  seenAfter(seenAt: number | undefined): Seen;
}

/** Does what one request asks for in one transaction: all of it, or nothing. */
export async function inStep<Result>(
  ctx: RevenueContext,
  projectId: string,
  run: (step: Step) => Promise<Result>,
): Promise<Result> {
  const result = await inTransaction(ctx.db, async (tx: Database) => {
    await takeLedger(tx, projectId);
    const now = ctx.clock();
    const seenAfter = (seenAt = 0) => ({ seenAt: Math.max(now, seenAt + 1), sourceId: newId() });
    return run({ ctx: { ...ctx, db: tx }, projectId, now, seenAfter });
  });
  revenueChanged.announce(ctx.db);
  return result;
}

/** What fields of records are called in a request. */
const FIELD_NAMES: Readonly<Record<RevenueRecord["kind"], Readonly<Record<string, string>>>> = {
  customer: {},
  charge: { at: "chargedAt" },
  refund: { amount: "amountRefunded", at: "refundedAt" },
  subscription: { at: "effectiveAt" },
  prices: {},
};
const FIRST_ITEM = "items[0].";

/**
 * Enters what a request says into the ledger, all of it or nothing.
 * @throws InvalidInput where it contradicts what is stored, naming the field of the request.
 */
export async function enter({ ctx, projectId }: Step, records: readonly RevenueRecord[]): Promise<void> {
  const { rejected } = await applyRecords(ctx, { projectId, provider: API, records, allOrNothing: true });
  const [first] = rejected;
  const record = first && records[first.index];
  if (!record) return;
  const { field } = first.fault;
  const plain = field.startsWith(FIRST_ITEM) ? field.slice(FIRST_ITEM.length) : field;
  throw new InvalidInput({ ...first.fault, field: FIELD_NAMES[record.kind][plain] ?? plain });
}
