import {
  type ChargeRow,
  type CustomerRow,
  type Database,
  type RefundRow,
  rowsOf,
  type SubscriptionRow,
  type SubscriptionStateRow,
} from "@heliometer/db";

/** What is stored of some customers' money. */
export interface StoredLedgers {
  /** Those who were asked for, and those whose money counts to them. */
  readonly members: readonly CustomerRow[];
  readonly charges: readonly ChargeRow[];
  readonly refunds: readonly RefundRow[];
  readonly subscriptions: readonly SubscriptionRow[];
  readonly states: readonly SubscriptionStateRow[];
}

interface Wanted {
  id: string;
}

/** Reads everything that is stored of some customers' money: a question for each table. */
export async function readLedgers(
  db: Database,
  { projectId, customerIds }: { projectId: string; customerIds: readonly string[] },
): Promise<StoredLedgers> {
  const own = await readCustomers(db, { projectId, customerIds, column: "id" });
  const known = await readCustomers(db, { projectId, customerIds, column: "merged_into" });
  const members = [...new Map([...own, ...known].map((row) => [row.id, row])).values()];
  const wanted = listed(members.map(({ id }) => id));
  const charges = db
    .selectFrom(rowsOf<Wanted>(db, wanted, { id: "text" }))
    .crossJoin("charges")
    .whereRef("charges.customer_id", "=", "row.id")
    .where("charges.project_id", "=", projectId);
  const subscriptions = db
    .selectFrom(rowsOf<Wanted>(db, wanted, { id: "text" }))
    .crossJoin("subscriptions")
    .whereRef("subscriptions.customer_id", "=", "row.id")
    .where("subscriptions.project_id", "=", projectId);
  return {
    members,
    charges: await charges.selectAll("charges").execute(),
    refunds: await charges
      .crossJoin("refunds")
      .selectAll("refunds")
      .whereRef("refunds.project_id", "=", "charges.project_id")
      .whereRef("refunds.provider", "=", "charges.provider")
      .whereRef("refunds.charge_external_id", "=", "charges.external_id")
      .execute(),
    subscriptions: await subscriptions.selectAll("subscriptions").execute(),
    states: await subscriptions
      .crossJoin("subscription_states as state")
      .selectAll("state")
      .whereRef("state.project_id", "=", "subscriptions.project_id")
      .whereRef("state.provider", "=", "subscriptions.provider")
      .whereRef("state.subscription_external_id", "=", "subscriptions.external_id")
      .execute(),
  };
}

function readCustomers(
  db: Database,
  {
    projectId,
    customerIds,
    column,
  }: { projectId: string; customerIds: readonly string[]; column: "id" | "merged_into" },
): Promise<CustomerRow[]> {
  return db
    .selectFrom(rowsOf<Wanted>(db, listed(customerIds), { id: "text" }))
    .crossJoin("customers")
    .selectAll("customers")
    .whereRef(`customers.${column}`, "=", "row.id")
    .where("customers.project_id", "=", projectId)
    .where(`customers.${column}`, "is not", null)
    .execute();
}

/** Ids as `rowsOf` reads them. */
function listed(ids: readonly string[]): string {
  return JSON.stringify(ids.map((id) => ({ id })));
}
