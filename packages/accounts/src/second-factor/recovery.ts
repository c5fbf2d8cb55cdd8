import { randomBytes } from "node:crypto";
import { hashSecret } from "@heliometer/core";
import type { Database } from "@heliometer/db";
import { Secret } from "otpauth";

const CODES = 10;
/** 80 bits a code: too many to guess, so a plain hash keeps them well. */
const CODE_BYTES = 10;
const GROUP = /.{4}/g;

/** Replaces the recovery codes of a user. They are shown once; the store keeps their SHA-256. */
export async function replaceRecoveryCodes(tx: Database, userId: string): Promise<string[]> {
  const codes = Array.from({ length: CODES }, () => new Secret({ buffer: toBuffer(randomBytes(CODE_BYTES)) }).base32);
  await tx.deleteFrom("recovery_codes").where("user_id", "=", userId).execute();
  await tx
    .insertInto("recovery_codes")
    .values(codes.map((code) => ({ user_id: userId, code_hash: hashSecret(code), used_at: null })))
    .execute();
  return codes.map((code) => code.toLowerCase().match(GROUP)?.join("-") ?? code);
}

/** Uses up a recovery code; false when there is none like it, or somebody was faster. */
export async function useRecoveryCode(
  db: Database,
  { userId, code, now }: { userId: string; code: string; now: number },
): Promise<boolean> {
  const plain = code.replace(/[\s-]/g, "").toUpperCase();
  const used = await db
    .updateTable("recovery_codes")
    .set({ used_at: now })
    .where("user_id", "=", userId)
    .where("code_hash", "=", hashSecret(plain))
    .where("used_at", "is", null)
    .executeTakeFirst();
  return used.numUpdatedRows > 0n;
}

/** The bytes in a buffer of their own: small ones share a larger one. */
function toBuffer(bytes: Buffer): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
