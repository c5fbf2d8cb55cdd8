import { type Database, inTransaction, personKeysOf, rowsOf } from "@heliometer/db";
import { takeLedger } from "./apply/apply.ts";
import { revenueChanged } from "./changes.ts";
import type { RevenueContext } from "./context.ts";
import { customerSubject, markDirty } from "./dirty.ts";
import { forgetParts } from "./parts/forget.ts";

/** Somebody who is to be forgotten, by anything that is known of them. */
export interface ForgottenPerson {
  readonly projectId: string;
  /** Our id of a customer, or the id that a source has given them. */
  readonly customerId?: string | undefined;
  readonly userId?: string | undefined;
  readonly email?: string | undefined;
  readonly visitorIds: readonly string[];
}

/** The visitors to whom the customers are joined who are this person. */
export async function findCustomerVisitors(ctx: RevenueContext, person: ForgottenPerson): Promise<string[]> {
  const ids = await findCustomers(ctx, person);
  const rows = await ctx.db
    .selectFrom(rowsOf<Named>(ctx.db, listed(ids), NAMED))
    .crossJoin("customer_links")
    .select("visitor_id")
    .distinct()
    .whereRef("customer_links.customer_id", "=", "row.named")
    .where("project_id", "=", person.projectId)
    .execute();
  return rows.map(({ visitor_id }) => visitor_id).filter((id) => id !== null);
}

/**
 * Forgets who the customers are who are this person: names, addresses, metadata, what the checkout told, and the visitors
 * whom they were joined to. Their money stays under the bare id, and nothing that names them is stored again, whatever a
 * source still sends. Returns how many they were.
 */
export async function forgetCustomers(ctx: RevenueContext, person: ForgottenPerson): Promise<number> {
  const { projectId } = person;
  const forgotten = await inTransaction(ctx.db, async (tx) => {
    await takeLedger(tx, projectId);
    const ids = await findCustomers({ ...ctx, db: tx }, person);
    if (ids.length > 0) await forget(tx, { projectId, ids, now: ctx.clock() });
    return ids.length;
  });
  if (forgotten > 0) revenueChanged.announce(ctx.db);
  return forgotten;
}

interface Named {
  named: string;
}
const NAMED = { named: "text" } as const;

async function forget(tx: Database, { projectId, ids, now }: { projectId: string; ids: string[]; now: number }) {
  const nobody = { email_hash: null, user_hash: null, visitor_id: null, sealed: "", stamps: "" };
  await tx
    .updateTable("customers")
    .set({ ...nobody, erased_at: now })
    .where("project_id", "=", projectId)
    .where("id", "in", ids)
    .execute();
  await tx
    .updateTable("charges")
    .set({ checkout: "", sealed: "", stamps: "" })
    .where("project_id", "=", projectId)
    .where("customer_id", "in", ids)
    .execute();
  await forgetParts(tx, { projectId, customerIds: ids });
  await tx.deleteFrom("customer_links").where("project_id", "=", projectId).where("customer_id", "in", ids).execute();
  await markDirty(tx, { projectId, subjects: ids.map(customerSubject), now });
}

async function findCustomers({ db, secret }: RevenueContext, person: ForgottenPerson): Promise<string[]> {
  const { projectId, customerId, userId, email, visitorIds } = person;
  const keys = [
    ...personKeysOf({ userId, email }, { projectId, secret: secret.personKey }),
    ...visitorIds.map((key) => ({ kind: "visitor" as const, key })),
  ];
  const named = [...(await findById(db, projectId, customerId)), ...(await findByKeys(db, projectId, keys))];
  const joined = await findJoined(db, projectId, visitorIds);
  return withRelatives(db, projectId, [...new Set([...named, ...joined])]);
}

async function findById(db: Database, projectId: string, customerId: string | undefined): Promise<string[]> {
  if (!customerId) return [];
  const rows = await db
    .selectFrom("customers")
    .select("id")
    .where("project_id", "=", projectId)
    .where((is) => is.or([is("id", "=", customerId), is("external_id", "=", customerId)]))
    .execute();
  return rows.map(({ id }) => id);
}

/** Those of whom a key is kept: their own, or one of a checkout. */
async function findByKeys(db: Database, projectId: string, keys: readonly { kind: string; key: string }[]) {
  if (keys.length === 0) return [];
  const columns = { kind: "text", key: "text" } as const;
  const given = rowsOf<{ kind: string; key: string }>(db, JSON.stringify(keys), columns);
  const linked = await db
    .selectFrom(given)
    .crossJoin("customer_links")
    .select("customer_links.customer_id as id")
    .whereRef("customer_links.key_kind", "=", "row.kind")
    .whereRef("customer_links.key", "=", "row.key")
    .where("customer_links.project_id", "=", projectId)
    .execute();
  // Who has just been entered has no links yet.
  const entered = await db
    .selectFrom(given)
    .innerJoin("customers", (join) =>
      join.on((on) =>
        on.or([
          on("customers.email_hash", "=", on.ref("row.key")),
          on("customers.user_hash", "=", on.ref("row.key")),
          on("customers.visitor_id", "=", on.ref("row.key")),
        ]),
      ),
    )
    .select("customers.id")
    .where("customers.project_id", "=", projectId)
    .execute();
  return [...linked, ...entered].map(({ id }) => id);
}

/** Those who were joined to one of the visitors, by whatever key. */
async function findJoined(db: Database, projectId: string, visitorIds: readonly string[]): Promise<string[]> {
  if (visitorIds.length === 0) return [];
  const rows = await db
    .selectFrom(rowsOf<Named>(db, listed(visitorIds), NAMED))
    .innerJoin("customer_links", "customer_links.visitor_id", "row.named")
    .select("customer_links.customer_id as id")
    .where("customer_links.project_id", "=", projectId)
    .execute();
  return rows.map(({ id }) => id);
}

/** Whoever was known by an address alone and has turned out to be one of them, and the other way round. */
async function withRelatives(db: Database, projectId: string, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const owners = await db
    .selectFrom(rowsOf<Named>(db, listed(ids), NAMED))
    .crossJoin("customers")
    .select("merged_into as id")
    .whereRef("customers.id", "=", "row.named")
    .where("project_id", "=", projectId)
    .where("merged_into", "is not", null)
    .execute();
  const all = [...new Set([...ids, ...owners.map(({ id }) => id).filter((id) => id !== null)])];
  const owned = await db
    .selectFrom(rowsOf<Named>(db, listed(all), NAMED))
    .crossJoin("customers")
    .select("customers.id")
    .whereRef("customers.merged_into", "=", "row.named")
    .where("project_id", "=", projectId)
    .execute();
  return [...new Set([...all, ...owned.map(({ id }) => id)])];
}

function listed(values: readonly string[]): string {
  return JSON.stringify(values.map((named) => ({ named })));
}
