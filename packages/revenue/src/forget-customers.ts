import { type Database, findRows, inTransaction, personKeysOf, rowsOf } from "@heliometer/db";
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
  const links = await findRows(ctx.db, {
    ...{ table: "customer_links", column: "customer_id", values: ids, where: { project_id: person.projectId } },
  });
  return [...new Set(links.map(({ visitor_id }) => visitor_id))].filter((id) => id !== null);
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
  const known = { table: "customers", values: keys.map(({ key }) => key), where: { project_id: projectId } } as const;
  const entered = [
    ...(await findRows(db, { ...known, column: "email_hash" })),
    ...(await findRows(db, { ...known, column: "user_hash" })),
    ...(await findRows(db, { ...known, column: "visitor_id" })),
  ];
  return [...linked, ...entered].map(({ id }) => id);
}

/** Those who were joined to one of the visitors, by whatever key. */
async function findJoined(db: Database, projectId: string, visitorIds: readonly string[]): Promise<string[]> {
  const where = { project_id: projectId };
  const links = await findRows(db, { table: "customer_links", column: "visitor_id", values: visitorIds, where });
  return links.map(({ customer_id }) => customer_id);
}

/** Whoever was known by an address alone and has turned out to be one of them, and the other way round. */
async function withRelatives(db: Database, projectId: string, ids: readonly string[]): Promise<string[]> {
  const wanted = { table: "customers", where: { project_id: projectId } } as const;
  const owners = (await findRows(db, { ...wanted, column: "id", values: ids })).map(({ merged_into }) => merged_into);
  const all = [...new Set([...ids, ...owners.filter((id) => id !== null)])];
  const owned = await findRows(db, { ...wanted, column: "merged_into", values: all });
  return [...new Set([...all, ...owned.map(({ id }) => id)])];
}
