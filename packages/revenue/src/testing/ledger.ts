import type { Database } from "@heliometer/db";

/** What a project's ledger says of money, without when it was learnt and under which secrets it is kept. */
export async function readLedger(db: Database, projectId: string) {
  const charges = await db
    .selectFrom("charges")
    .select([
      "external_id",
      "customer_id",
      "amount",
      "currency",
      "status",
      "at",
      "subscription_external_id",
      "checkout",
    ])
    .where("project_id", "=", projectId)
    .orderBy("external_id")
    .execute();
  const refunds = await db
    .selectFrom("refunds")
    .select(["external_id", "charge_external_id", "amount", "currency", "reason", "status", "at"])
    .where("project_id", "=", projectId)
    .orderBy("external_id")
    .execute();
  const subscriptions = await db
    .selectFrom("subscriptions")
    .select(["external_id", "customer_id", "started_at", "trial_end", "canceled_at", "ended_at"])
    .where("project_id", "=", projectId)
    .orderBy("external_id")
    .execute();
  const states = await db
    .selectFrom("subscription_states")
    .select(["subscription_external_id", "at", "source_id", "status", "currency", "items", "discount", "cancel_at"])
    .where("project_id", "=", projectId)
    .orderBy("subscription_external_id")
    .orderBy("at")
    .orderBy("source_id")
    .execute();
  const customers = await db
    .selectFrom("customers")
    .select(["external_id", "email_hash", "user_hash", "visitor_id", "currency", "is_deleted"])
    .where("project_id", "=", projectId)
    .where("external_id", "is not", null)
    .orderBy("external_id")
    .execute();
  return { charges, refunds, subscriptions, states, customers };
}
