import type { Database } from "@heliometer/db";
import { customerSubject, markDirty } from "../dirty.ts";

/** Has the facts of customers derived again who may be joined to people of whom something was learnt since an instant. */
export async function markIdentified(db: Database, { since, now }: { since: number; now: number }): Promise<void> {
  const rows = await db
    .selectFrom("persons")
    .innerJoin("person_keys", "person_keys.person_id", "persons.id")
    .innerJoin("customer_links", (join) =>
      join
        .onRef("customer_links.project_id", "=", "person_keys.project_id")
        .onRef("customer_links.key_kind", "=", "person_keys.kind")
        .onRef("customer_links.key", "=", "person_keys.key"),
    )
    .select(["customer_links.project_id", "customer_links.customer_id"])
    .distinct()
    .where("persons.updated_at", ">=", since)
    .execute();
  for (const [projectId, own] of Map.groupBy(rows, ({ project_id }) => project_id)) {
    await markDirty(db, { projectId, subjects: own.map(({ customer_id }) => customerSubject(customer_id)), now });
  }
}
