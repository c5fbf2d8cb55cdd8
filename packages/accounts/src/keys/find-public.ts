import { hashSecret, KEY_PREFIXES } from "@heliometer/core";
import type { Stores } from "../context.ts";
import { touchKey } from "./touch.ts";

/** The project that a public key sends events to; null for a revoked, unknown or other key. */
export async function findPublicKey(stores: Stores, key: string): Promise<{ projectId: string } | null> {
  if (!key.startsWith(KEY_PREFIXES.public)) return null;
  const row = await stores.db
    .selectFrom("api_keys")
    .select(["id", "project_id", "last_used_at"])
    .where("secret_hash", "=", hashSecret(key))
    .where("kind", "=", "public")
    .where("revoked_at", "is", null)
    .executeTakeFirst();
  if (!row?.project_id) return null;
  await touchKey(stores, row);
  return { projectId: row.project_id };
}
