import {
  type ChargeRow,
  type CustomerRow,
  type Database,
  findRows,
  type RefundRow,
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

/** Reads everything that is stored of some customers' money: a question for each table. */
export async function readLedgers(
  db: Database,
  { projectId, customerIds }: { projectId: string; customerIds: readonly string[] },
): Promise<StoredLedgers> {
  const where = { project_id: projectId };
  const asked = { table: "customers", values: customerIds, where } as const;
  const known = [
    ...(await findRows(db, { ...asked, column: "id" })),
    ...(await findRows(db, { ...asked, column: "merged_into" })),
  ];
  const members = [...new Map(known.map((row) => [row.id, row])).values()];
  const owned = { column: "customer_id", values: members.map(({ id }) => id), where } as const;
  const charges = await findRows(db, { ...owned, table: "charges" });
  const subscriptions = await findRows(db, { ...owned, table: "subscriptions" });
  return {
    members,
    charges,
    refunds: await ofEach(charges, (own) => findRows(db, { ...own, table: "refunds", column: "charge_external_id" })),
    subscriptions,
    states: await ofEach(subscriptions, (own) =>
      findRows(db, { ...own, table: "subscription_states", column: "subscription_external_id" }),
    ),
  };
}

interface Entity {
  readonly project_id: string;
  readonly provider: string;
  readonly external_id: string;
}

/** What belongs to charges or subscriptions, whose ids are unique under their provider. */
async function ofEach<Row>(
  entities: readonly Entity[],
  find: (own: { values: readonly string[]; where: { project_id: string; provider: string } }) => Promise<Row[]>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const own of Map.groupBy(entities, ({ provider }) => provider).values()) {
    const [{ project_id, provider } = { project_id: "", provider: "" }] = own;
    rows.push(...(await find({ values: own.map(({ external_id }) => external_id), where: { project_id, provider } })));
  }
  return rows;
}
