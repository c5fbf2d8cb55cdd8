import { type ChargeRow, type Database, rowsOf } from "@heliometer/db";
import type { RevenueContext } from "../context.ts";
import type { Metadata } from "../records.ts";
import { chargeSeal, openTexts } from "../sealed-texts.ts";

/** A charge as the Revenue API answers it. Amounts: minor units of `currency`; instants: ISO 8601. */
export interface ChargeView {
  readonly id: string;
  readonly externalId: string;
  /** Where it comes from: `api` for this API. */
  readonly provider: string;
  readonly customerId: string;
  readonly externalCustomerId: string | null;
  readonly amount: number;
  readonly currency: string;
  readonly status: string;
  readonly amountRefunded: number;
  readonly chargedAt: string;
  readonly subscriptionId: string | null;
  readonly description: string | null;
  readonly metadata: Metadata | null;
}

/** Charges as the Revenue API answers them, in the order of the rows. */
export async function viewCharges(
  { db, secret }: Pick<RevenueContext, "db" | "secret">,
  rows: readonly ChargeRow[],
): Promise<ChargeView[]> {
  const refunded = await refundedOf(db, rows);
  const customers = await externalIdsOf(db, rows);
  return rows.map((row) => {
    const { description = null, metadata = null } = openTexts(
      row.sealed,
      chargeSeal(row),
      secret,
    ) as Partial<ChargeView>;
    const amountRefunded = refunded.get(keyOf(row)) ?? 0;
    const isGivenBack = row.status === "succeeded" && amountRefunded > 0 && amountRefunded === row.amount;
    return {
      id: row.external_id,
      externalId: row.external_id,
      provider: row.provider,
      customerId: row.customer_id,
      externalCustomerId: customers.get(row.customer_id) ?? null,
      amount: row.amount,
      currency: row.currency,
      status: isGivenBack ? "refunded" : row.status,
      amountRefunded,
      chargedAt: new Date(row.at).toISOString(),
      subscriptionId: row.subscription_external_id,
      description,
      metadata,
    };
  });
}

type Entity = Pick<ChargeRow, "project_id" | "provider" | "external_id">;

/** What was given back of charges, in minor units, by `keyOf`. */
export async function refundedOf(db: Database, charges: readonly Entity[]): Promise<ReadonlyMap<string, number>> {
  const [projectId] = new Set(charges.map(({ project_id }) => project_id));
  if (projectId === undefined) return new Map();
  const given = charges.map(({ provider, external_id }) => ({ provider, external_id }));
  const rows = await db
    .selectFrom(rowsOf<(typeof given)[number]>(db, JSON.stringify(given), { provider: "text", external_id: "text" }))
    .innerJoin("refunds", (join) =>
      join.onRef("refunds.charge_external_id", "=", "row.external_id").onRef("refunds.provider", "=", "row.provider"),
    )
    .select(["row.provider", "row.external_id", "refunds.amount"])
    .where("refunds.project_id", "=", projectId)
    .where("refunds.status", "=", "succeeded")
    .execute();
  const sums = new Map<string, number>();
  for (const row of rows) sums.set(keyOf(row), (sums.get(keyOf(row)) ?? 0) + row.amount);
  return sums;
}

/** Which charge it is, within a project. */
export function keyOf({ provider, external_id }: Pick<Entity, "provider" | "external_id">): string {
  return JSON.stringify([provider, external_id]);
}

/** The sources' own ids of customers, by ours. */
export async function externalIdsOf(
  db: Database,
  rows: readonly { project_id: string; customer_id: string }[],
): Promise<ReadonlyMap<string, string | null>> {
  const [first] = rows;
  if (!first) return new Map();
  const ids = [...new Set(rows.map(({ customer_id }) => customer_id))];
  const customers = await db
    .selectFrom("customers")
    .select(["id", "external_id"])
    .where("project_id", "=", first.project_id)
    .where("id", "in", ids)
    .execute();
  return new Map(customers.map(({ id, external_id }) => [id, external_id]));
}
