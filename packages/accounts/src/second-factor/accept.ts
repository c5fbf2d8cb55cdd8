import type { SealingStores } from "../context.ts";
import { useRecoveryCode } from "./recovery.ts";
import { stepOf, unsealTotp } from "./totp.ts";

const TOTP_CODE = /^\d{6}$/;

/** Whether a code of the authenticator app, or a recovery code, is good at this moment. A good one is used up. */
export async function acceptCode(stores: SealingStores, userId: string, code: string): Promise<boolean> {
  const plain = code.replace(/\s/g, "");
  if (!TOTP_CODE.test(plain)) return useRecoveryCode(stores.db, { userId, code, now: stores.clock() });
  return acceptTotp(stores, userId, plain);
}

async function acceptTotp(stores: SealingStores, userId: string, code: string): Promise<boolean> {
  const row = await stores.db
    .selectFrom("second_factors")
    .select("sealed_secret")
    .where("user_id", "=", userId)
    .where("confirmed_at", "is not", null)
    .executeTakeFirst();
  if (!row) return false;
  const step = stepOf(unsealTotp(stores, userId, row.sealed_secret), { code, now: stores.clock() });
  if (step === null) return false;
  // Compare and set: a code that somebody looked at over a shoulder is worth nothing any more (RFC 6238, 5.2).
  const taken = await stores.db
    .updateTable("second_factors")
    .set({ last_step: step })
    .where("user_id", "=", userId)
    .where("last_step", "<", step)
    .executeTakeFirst();
  return taken.numUpdatedRows > 0n;
}
