import type { RevenueContext } from "./context.ts";
import { customerSeal, openTexts } from "./sealed-texts.ts";

/** Who a customer is, as far as the source has said; null where it has not, or where it has been erased. */
export interface KnownCustomer {
  readonly externalId: string | null;
  readonly name: string | null;
  readonly email: string | null;
}

/** The customers of these ids, by id; ids that the project does not know are left out. */
export async function findCustomers(
  { db, secret }: Pick<RevenueContext, "db" | "secret">,
  { projectId, ids }: { projectId: string; ids: readonly string[] },
): Promise<ReadonlyMap<string, KnownCustomer>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom("customers")
    .select(["id", "external_id", "sealed"])
    .where("project_id", "=", projectId)
    .where("id", "in", ids)
    .execute();
  const known = rows.map(({ id, external_id, sealed }) => {
    const { name = null, email = null } = openTexts(sealed, customerSeal(id), secret) as Partial<KnownCustomer>;
    return [id, { externalId: external_id, name, email }] as const;
  });
  return new Map(known);
}
