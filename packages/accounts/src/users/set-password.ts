import { NotFound, newSecret } from "@heliometer/core";
import { type Database, inTransaction } from "@heliometer/db";
import { z } from "zod";
import { endGrantsOf } from "../connections/end.ts";
import type { Context } from "../context.ts";
import { Id, Password, parseInput } from "../input.ts";
import { requireOperator, requireUser } from "../permissions.ts";
import { forgetFailures } from "../sessions/attempts.ts";
import { rememberDevice } from "../sessions/devices.ts";
import { openSession } from "../sessions/open.ts";
import type { SignedIn } from "../sessions/sign-in.ts";
import { confirmPassword } from "./confirm-password.ts";
import { hashPassword } from "./passwords.ts";

const flag = z.boolean("must be true or false.").default(false);

const ChangePassword = z.strictObject({
  currentPassword: z.string(),
  password: Password,
  endConnections: flag,
  userAgent: z.string().default(""),
  device: z.string().max(128).nullable().default(null),
});
export type ChangePassword = z.input<typeof ChangePassword>;

/**
 * Gives the acting user a new password. Ends every session of theirs and forgets their devices; the browser at hand gets
 * a new session and stays known. With `endConnections` the connections and personal tokens end as well.
 * @throws InvalidInput when the current password is another one.
 * @throws RateLimited after too many wrong ones.
 */
export async function changePassword(ctx: Context, input: ChangePassword): Promise<SignedIn> {
  const userId = requireUser(ctx);
  const { currentPassword, password, endConnections, userAgent, device } = parseInput(ChangePassword, input);
  await confirmPassword(ctx, { password: currentPassword, field: "currentPassword" });
  const passwordHash = await hashPassword(password, ctx.passwordCost);
  return inTransaction(ctx.db, async (tx) => {
    await writePassword(tx, { userId, passwordHash, now: ctx.clock() });
    if (endConnections) await endAccess(tx, userId, ctx.clock());
    const stores = { db: tx, clock: ctx.clock };
    const session = await openSession(stores, userId, userAgent);
    return { kind: "signed_in", session, device: await rememberDevice(stores, { secret: device, userId }) };
  });
}

const GENERATED_CHARACTERS = 20;

const ResetPassword = z.strictObject({
  userId: Id,
  password: Password.optional(),
  endConnections: flag,
  endSecondFactor: flag,
});
export type ResetPassword = z.input<typeof ResetPassword>;

/**
 * Sets a password for somebody who lost theirs, ends their sessions and lets them try to sign in again at once. Without
 * `password` one is made. Operators only.
 * @returns the password.
 */
export async function resetPassword(ctx: Context, input: ResetPassword): Promise<string> {
  await requireOperator(ctx);
  const { userId, endConnections, endSecondFactor, ...given } = parseInput(ResetPassword, input);
  const password = given.password ?? newSecret().slice(0, GENERATED_CHARACTERS);
  const passwordHash = await hashPassword(password, ctx.passwordCost);
  await inTransaction(ctx.db, async (tx) => {
    const user = await tx.selectFrom("users").select("email").where("id", "=", userId).executeTakeFirst();
    if (!user) throw new NotFound("No such user.");
    await writePassword(tx, { userId, passwordHash, now: ctx.clock() });
    await forgetFailures(tx, user.email);
    if (endConnections) await endAccess(tx, userId, ctx.clock());
    if (!endSecondFactor) return;
    await tx.deleteFrom("second_factors").where("user_id", "=", userId).execute();
    await tx.deleteFrom("recovery_codes").where("user_id", "=", userId).execute();
  });
  return password;
}

/** Ends what works without the password: connections and personal tokens. */
async function endAccess(tx: Database, userId: string, now: number): Promise<void> {
  await endGrantsOf(tx, userId);
  await tx
    .updateTable("api_keys")
    .set({ revoked_at: now })
    .where("user_id", "=", userId)
    .where("revoked_at", "is", null)
    .execute();
}

async function writePassword(
  tx: Database,
  { userId, passwordHash, now }: { userId: string; passwordHash: string; now: number },
): Promise<void> {
  await tx
    .updateTable("users")
    .set({ password_hash: passwordHash, password_changed_at: now })
    .where("id", "=", userId)
    .execute();
  for (const table of ["user_sessions", "sign_in_challenges", "known_devices"] as const) {
    await tx.deleteFrom(table).where("user_id", "=", userId).execute();
  }
}
