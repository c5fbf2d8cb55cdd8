import { type Database, findRows, type RefundRow, rowsOf, type SubscriptionStateRow } from "@heliometer/db";
import type { RevenueContext } from "../context.ts";
import { type CustomerKey, customerIdOf, keyOfCharge, keyOfReference, type Source } from "../customer-id.ts";
import type { RefundRecord, RevenueRecord } from "../records.ts";
import { type Book, type Page, stateKey } from "./book.ts";

/** Opens a book with everything that is stored of what the records speak of: a question for each table, not for each record. */
export async function openBook(ctx: RevenueContext, source: Source, records: readonly RevenueRecord[]): Promise<Book> {
  const { db } = ctx;
  const refundsTold = records.filter((record) => record.kind === "refund");
  const statesTold = records.flatMap(stateOf);
  const chargesTold = records.filter((record) => record.kind === "charge").map(({ externalId }) => externalId);
  const refunds = await loadRefunds(db, source, { refundsTold, chargesTold });
  const refunded = [
    ...refunds.map((row) => row.charge_external_id),
    ...refundsTold.map((each) => each.chargeExternalId),
  ];
  const where = { project_id: source.projectId, provider: source.provider };
  const named = { column: "external_id", where } as const;
  const charges = await findRows(db, { ...named, table: "charges", values: [...chargesTold, ...refunded] });
  const subscriptionIds = statesTold.map((state) => state.named);
  const subscriptions = await findRows(db, { ...named, table: "subscriptions", values: subscriptionIds });
  const states = await loadStates(db, source, statesTold);
  const customers = await findRows(db, {
    ...{ table: "customers", column: "id", where: { project_id: source.projectId } },
    values: customersOf(ctx, source, records),
  });
  return {
    ctx,
    source,
    customers: pageOf(customers, ({ id }) => id),
    charges: pageOf(charges, (row) => row.external_id),
    refunds: pageOf(refunds, (row) => row.external_id),
    subscriptions: pageOf(subscriptions, (row) => row.external_id),
    states: pageOf(states, (row) => stateKey(row.subscription_external_id, row.at, row.source_id)),
    touched: new Set(),
    emailHashes: new Set(),
    remarks: [],
  };
}

function pageOf<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Page<Row> {
  return { rows: new Map(rows.map((row) => [keyOf(row), row])), changed: new Set() };
}

function customersOf({ secret }: RevenueContext, source: Source, records: readonly RevenueRecord[]): string[] {
  const keyOf = (record: RevenueRecord): CustomerKey | null => {
    if (record.kind === "customer") return { externalId: record.externalId };
    if (record.kind === "charge") return keyOfCharge(source.projectId, record, secret);
    return record.kind === "subscription" ? keyOfReference(source.projectId, record.customer, secret) : null;
  };
  const keys = records.map(keyOf).filter((key) => key !== null);
  return keys.map((key) => customerIdOf(source, key));
}

/** Those that are told, and all others of their charges and of the charges that are told. */
async function loadRefunds(
  db: Database,
  { projectId, provider }: Source,
  { refundsTold, chargesTold }: { refundsTold: readonly RefundRecord[]; chargesTold: readonly string[] },
): Promise<RefundRow[]> {
  const own = refundsTold.map(({ externalId }) => externalId);
  const charges = [...chargesTold, ...refundsTold.map(({ chargeExternalId }) => chargeExternalId)];
  const wanted = { table: "refunds", where: { project_id: projectId, provider } } as const;
  return [
    ...(await findRows(db, { ...wanted, column: "external_id", values: own })),
    ...(await findRows(db, { ...wanted, column: "charge_external_id", values: charges })),
  ];
}

/** Which state of which subscription. */
interface StateKey {
  named: string;
  since: number;
  message: string;
}

function stateOf(record: RevenueRecord): StateKey[] {
  const { kind, sourceId: message } = record;
  if (kind === "subscription") return [{ named: record.externalId, since: record.state.at, message }];
  return kind === "prices" ? [{ named: record.subscriptionExternalId, since: record.at, message }] : [];
}

async function loadStates(
  db: Database,
  { projectId, provider }: Source,
  told: readonly StateKey[],
): Promise<SubscriptionStateRow[]> {
  if (told.length === 0) return [];
  const columns = { named: "text", since: "bigint", message: "text" } as const;
  return db
    .selectFrom(rowsOf<StateKey>(db, JSON.stringify(told), columns))
    .crossJoin("subscription_states as state")
    .selectAll("state")
    .whereRef("state.subscription_external_id", "=", "row.named")
    .whereRef("state.at", "=", "row.since")
    .whereRef("state.source_id", "=", "row.message")
    .where("state.project_id", "=", projectId)
    .where("state.provider", "=", provider)
    .execute();
}
