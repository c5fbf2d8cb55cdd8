import { findRows } from "@heliometer/db";
import { customerIdOf } from "../customer-id.ts";
import type { Book } from "./book.ts";

/**
 * Decides whose the money is that came for an e-mail address: of the customer of the same source who has it (of several,
 * the one with the lowest id), as soon as there is one. Depends on what is stored alone, not on what came first.
 */
export async function settleAddresses(book: Book): Promise<void> {
  const { ctx, source, emailHashes, touched } = book;
  const hashes = [...emailHashes];
  const byAddress = await findByAddress(book, hashes);
  if (byAddress.length === 0) return;
  const owners = await findOwners(book, hashes);
  for (const { id, email_hash, merged_into } of byAddress) {
    const owner = (email_hash && owners.get(email_hash)) ?? null;
    if (owner === merged_into) continue;
    await ctx.db
      .updateTable("customers")
      .set({ merged_into: owner })
      .where("project_id", "=", source.projectId)
      .where("id", "=", id)
      .execute();
    for (const each of [id, owner, merged_into]) if (each) touched.add(each);
  }
}

/** Those who are known by one of the addresses alone. */
async function findByAddress({ ctx: { db }, source }: Book, hashes: readonly string[]) {
  const ids = hashes.map((emailHash) => customerIdOf(source, { emailHash }));
  const where = { project_id: source.projectId };
  const rows = await findRows(db, { table: "customers", column: "id", values: ids, where });
  return rows.filter(({ erased_at }) => erased_at === null);
}

/** The customer who has each of the addresses. */
async function findOwners({ ctx: { db }, source }: Book, hashes: readonly string[]): Promise<Map<string, string>> {
  const where = { project_id: source.projectId, provider: source.provider };
  const rows = await findRows(db, { table: "customers", column: "email_hash", values: hashes, where });
  const owners = new Map<string, (typeof rows)[number]>();
  for (const row of rows) {
    if (row.email_hash === null || row.external_id === null) continue;
    const known = owners.get(row.email_hash);
    if (!known || row.external_id < (known.external_id ?? "")) owners.set(row.email_hash, row);
  }
  return new Map([...owners].map(([hash, { id }]) => [hash, id]));
}
