import { hashSecret, newSecret } from "@heliometer/core";
import type { Stores } from "../context.ts";

const DEVICE_MS = 365 * 86_400_000;

/** The hash of a browser's cookie if that browser has signed in to this account before; else null. */
export async function findDevice(
  { db, clock }: Stores,
  { secret, email }: { secret: string | null; email: string },
): Promise<string | null> {
  if (!secret) return null;
  const idHash = hashSecret(secret);
  const row = await db
    .selectFrom("known_devices")
    .innerJoin("users", "users.id", "known_devices.user_id")
    .select("known_devices.id_hash")
    .where("known_devices.id_hash", "=", idHash)
    .where("users.email", "=", email)
    .where("known_devices.expires_at", ">", clock())
    .executeTakeFirst();
  return row ? idHash : null;
}

/** Remembers that this browser has signed in to the account; returns the secret for its cookie. */
export async function rememberDevice(
  { db, clock }: Stores,
  { secret, userId }: { secret: string | null; userId: string },
): Promise<string> {
  const now = clock();
  const device = secret ?? newSecret();
  const used = { last_used_at: now, expires_at: now + DEVICE_MS };
  await db
    .insertInto("known_devices")
    .values({ id_hash: hashSecret(device), user_id: userId, created_at: now, ...used })
    .onConflict((conflict) => conflict.columns(["id_hash", "user_id"]).doUpdateSet(used))
    .execute();
  return device;
}
