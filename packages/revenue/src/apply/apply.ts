import type { InputFault } from "@heliometer/core";
import { type Database, findRows, inTransaction, lockNumberOf, takeTurn, upsertRows } from "@heliometer/db";
import { revenueChanged } from "../changes.ts";
import type { RevenueContext } from "../context.ts";
import type { Source } from "../customer-id.ts";
import { customerSubject, markDirty } from "../dirty.ts";
import type { ProviderName, RevenueRecord } from "../records.ts";
import { settleAddresses } from "./addresses.ts";
import type { Book, Outcome, Page } from "./book.ts";
import { applyCharge } from "./charge.ts";
import { checkRecord } from "./check.ts";
import { applyCustomer } from "./customer.ts";
import { openBook } from "./load.ts";
import { applyPrices } from "./prices.ts";
import { applyRefund } from "./refund.ts";
import { applySubscription } from "./subscription.ts";
import { CHARGES, CUSTOMERS, REFUNDS, STATES, SUBSCRIPTIONS } from "./tables.ts";

/** Records of one source. */
export interface RecordBatch {
  readonly projectId: string;
  readonly provider: ProviderName;
  readonly records: readonly RevenueRecord[];
  /** Where one record is refused, nothing of the others is stored either. */
  readonly allOrNothing?: boolean;
}

/** What became of a batch. `index`: of the record in the batch. */
export interface ApplyResult {
  /** Records that told something new. */
  readonly applied: number;
  /** Records that told what was known already, or what a later message has overtaken. */
  readonly unchanged: number;
  /** Records of which nothing was stored, because they cannot be right or contradict what is stored. */
  readonly rejected: readonly { readonly index: number; readonly fault: InputFault }[];
  /** What was stored although it contradicts something: for a person to look at. */
  readonly remarks: readonly InputFault[];
}

/**
 * Enters records into the ledger, in one transaction, and has the facts of whom they speak derived again. What comes
 * twice, late or in another order leaves the same behind: an entity is one by its external id, and field by field the
 * later message counts. Inside a transaction of the caller it is a step of that.
 */
export async function applyRecords(ctx: RevenueContext, batch: RecordBatch): Promise<ApplyResult> {
  const result = await inTransaction(ctx.db, (tx) => applyWithin({ ...ctx, db: tx }, batch));
  if (result.applied > 0) revenueChanged.announce(ctx.db);
  return result;
}

/** Holds the turn to change a project's ledger until the transaction ends. */
export async function takeLedger(tx: Database, projectId: string): Promise<void> {
  await takeTurn(tx, lockNumberOf(`revenue ledger ${projectId}`));
}

async function applyWithin(ctx: RevenueContext, batch: RecordBatch): Promise<ApplyResult> {
  const { projectId, provider, records, allOrNothing = false } = batch;
  await takeLedger(ctx.db, projectId);
  const faults = records.map(checkRecord);
  const sound = records.filter((_record, index) => faults[index] === null);
  const book = await openBook(ctx, { projectId, provider }, sound);
  const outcomes = records.map((record, index) => faults[index] ?? enter(book, record));
  const rejected = outcomes.flatMap((fault, index) => (typeof fault === "string" ? [] : [{ index, fault }]));
  if (allOrNothing && rejected.length > 0) return { applied: 0, unchanged: 0, rejected, remarks: [] };
  await write(book);
  const count = (outcome: Outcome) => outcomes.filter((each) => each === outcome).length;
  return { applied: count("applied"), unchanged: count("unchanged"), rejected, remarks: book.remarks };
}

function enter(book: Book, record: RevenueRecord): Outcome {
  switch (record.kind) {
    case "customer":
      return applyCustomer(book, record);
    case "charge":
      return applyCharge(book, record);
    case "refund":
      return applyRefund(book, record);
    case "subscription":
      return applySubscription(book, record);
    case "prices":
      return applyPrices(book, record);
  }
}

async function write(book: Book): Promise<void> {
  const { db, clock } = book.ctx;
  await upsertRows(db, CUSTOMERS, changedOf(book.customers));
  await upsertRows(db, CHARGES, changedOf(book.charges));
  await upsertRows(db, REFUNDS, changedOf(book.refunds));
  await upsertRows(db, SUBSCRIPTIONS, changedOf(book.subscriptions));
  await upsertRows(db, STATES, changedOf(book.states));
  await settleAddresses(book);
  const touched = [...book.touched, ...(await targetsOf(db, book.source, book.touched))];
  const { projectId } = book.source;
  await markDirty(db, { projectId, subjects: touched.map(customerSubject), now: clock() });
}

function changedOf<Row>({ rows, changed }: Page<Row>): Row[] {
  return [...changed].map((key) => rows.get(key)).filter((row) => row !== undefined);
}

/** The customers to whom the money of touched ones counts. */
async function targetsOf(db: Database, { projectId }: Source, touched: ReadonlySet<string>): Promise<string[]> {
  const where = { project_id: projectId };
  const rows = await findRows(db, { table: "customers", column: "id", values: touched, where });
  return rows.map(({ merged_into }) => merged_into).filter((target) => target !== null);
}
