import type { Database } from "@heliometer/db";
import { findTogether } from "./load.ts";

/** Forgets what parts hold of the people who paid the charges of these customers; what they say of money stays. */
export async function forgetParts(
  tx: Database,
  { projectId, customerIds }: { readonly projectId: string; readonly customerIds: readonly string[] },
): Promise<void> {
  const charges = await tx
    .selectFrom("charges")
    .select(["provider", "external_id"])
    .where("project_id", "=", projectId)
    .where("customer_id", "in", customerIds)
    .execute();
  for (const [provider, own] of Map.groupBy(charges, (charge) => charge.provider)) {
    const keys = own.map(({ external_id: id }) => `charge:${id}`);
    const parts = (await findTogether(tx, { projectId, provider }, keys)).flat();
    for (const [kind, same] of Map.groupBy(parts, (part) => part.kind)) {
      await tx
        .updateTable("revenue_parts")
        .set({ sealed: "" })
        .where("project_id", "=", projectId)
        .where("provider", "=", provider)
        .where("kind", "=", kind)
        .where(
          "external_id",
          "in",
          same.map(({ externalId }) => externalId),
        )
        .execute();
    }
  }
}
