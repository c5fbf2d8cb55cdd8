import type { Context, Stores } from "../context.ts";
import { requireUser } from "../permissions.ts";

/** The acting user's second factor. `since`: milliseconds, null while there is none. */
export interface SecondFactorState {
  since: number | null;
  recoveryCodesLeft: number;
}

/** Whether signing in asks this user for a code. */
export async function hasSecondFactor({ db }: Stores, userId: string): Promise<boolean> {
  const row = await db
    .selectFrom("second_factors")
    .select("user_id")
    .where("user_id", "=", userId)
    .where("confirmed_at", "is not", null)
    .executeTakeFirst();
  return row !== undefined;
}

/** What the account page shows of the second factor. */
export async function readSecondFactor(ctx: Context): Promise<SecondFactorState> {
  const userId = requireUser(ctx);
  const row = await ctx.db
    .selectFrom("second_factors")
    .select("confirmed_at")
    .where("user_id", "=", userId)
    .executeTakeFirst();
  const codes = await ctx.db
    .selectFrom("recovery_codes")
    .select("code_hash")
    .where("user_id", "=", userId)
    .where("used_at", "is", null)
    .execute();
  return { since: row?.confirmed_at ?? null, recoveryCodesLeft: codes.length };
}
