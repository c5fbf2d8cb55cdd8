import { Conflict, InvalidInput, NotFound } from "@heliometer/core";
import { inTransaction } from "@heliometer/db";
import { z } from "zod";
import type { Context, SealingContext } from "../context.ts";
import { parseInput } from "../input.ts";
import { requireUser } from "../permissions.ts";
import { beginAttempt, confirmationCounters } from "../sessions/attempts.ts";
import { confirmPassword } from "../users/confirm-password.ts";
import { replaceRecoveryCodes } from "./recovery.ts";
import { hasSecondFactor } from "./state.ts";
import { newTotpSecret, sealTotp, stepOf, totpUri, unsealTotp } from "./totp.ts";

const WithPassword = z.strictObject({ password: z.string() });
export type WithPassword = z.input<typeof WithPassword>;
const WithCode = z.strictObject({ code: z.string("must be a code.").max(16, "must have six digits.") });
export type WithCode = z.input<typeof WithCode>;

/** What an authenticator app is given: the secret to type, or the address behind a QR code. */
export interface TotpSetUp {
  secret: string;
  uri: string;
}

/**
 * Makes a secret for an authenticator app. Signing in asks for codes once `confirmSecondFactor` has seen the first one;
 * until then a new call replaces the secret.
 * @throws InvalidInput when the password is wrong. @throws Conflict when there is a second factor already.
 */
export async function beginSecondFactor(ctx: SealingContext, input: WithPassword): Promise<void> {
  const userId = requireUser(ctx);
  await confirmPassword(ctx, parseInput(WithPassword, input));
  if (await hasSecondFactor(ctx, userId)) throw new Conflict("Your account has a second factor already.");
  const columns = {
    sealed_secret: sealTotp(ctx, userId, newTotpSecret()),
    last_step: 0,
    created_at: ctx.clock(),
    confirmed_at: null,
  };
  await ctx.db
    .insertInto("second_factors")
    .values({ user_id: userId, ...columns })
    // Of two set-ups at once none may undo a confirmation.
    .onConflict((conflict) =>
      conflict.column("user_id").doUpdateSet(columns).where("second_factors.confirmed_at", "is", null),
    )
    .execute();
}

/** The secret that waits for its first code. @throws NotFound when none waits. */
export async function readSetUp(ctx: SealingContext): Promise<TotpSetUp> {
  const userId = requireUser(ctx);
  const row = await ctx.db
    .selectFrom("second_factors")
    .innerJoin("users", "users.id", "second_factors.user_id")
    .select(["sealed_secret", "users.email"])
    .where("user_id", "=", userId)
    .where("confirmed_at", "is", null)
    .executeTakeFirst();
  if (!row) throw new NotFound("No second factor waits to be confirmed.");
  const secret = unsealTotp(ctx, userId, row.sealed_secret);
  return { secret, uri: totpUri(secret, row.email) };
}

/**
 * Takes the first code of the authenticator app; from then on signing in asks for one.
 * @returns ten recovery codes, shown this once.
 * @throws InvalidInput when the code is wrong.
 */
export async function confirmSecondFactor(ctx: SealingContext, input: WithCode): Promise<string[]> {
  const userId = requireUser(ctx);
  const { code } = parseInput(WithCode, input);
  const { secret } = await readSetUp(ctx);
  const now = ctx.clock();
  const attempt = await beginAttempt(ctx, confirmationCounters(userId));
  const step = stepOf(secret, { code: code.replace(/\s/g, ""), now });
  if (step === null) {
    throw new InvalidInput({
      field: "code",
      rule: "is not the code that the app shows. Is the clock of the phone right?",
    });
  }
  await attempt.succeeded();
  return inTransaction(ctx.db, async (tx) => {
    const confirmed = await tx
      .updateTable("second_factors")
      .set({ confirmed_at: now, last_step: step })
      .where("user_id", "=", userId)
      .where("confirmed_at", "is", null)
      .executeTakeFirst();
    if (confirmed.numUpdatedRows === 0n) throw new Conflict("Your account has a second factor already.");
    return replaceRecoveryCodes(tx, userId);
  });
}

/** Makes ten new recovery codes; the old ones stop working. @throws InvalidInput when the password is wrong. */
export async function renewRecoveryCodes(ctx: Context, input: WithPassword): Promise<string[]> {
  const userId = requireUser(ctx);
  await confirmPassword(ctx, parseInput(WithPassword, input));
  if (!(await hasSecondFactor(ctx, userId))) throw new Conflict("Your account has no second factor.");
  return inTransaction(ctx.db, (tx) => replaceRecoveryCodes(tx, userId));
}

/** Signing in asks for the password alone again. @throws InvalidInput when the password is wrong. */
export async function endSecondFactor(ctx: Context, input: WithPassword): Promise<void> {
  const userId = requireUser(ctx);
  await confirmPassword(ctx, parseInput(WithPassword, input));
  await inTransaction(ctx.db, async (tx) => {
    await tx.deleteFrom("second_factors").where("user_id", "=", userId).execute();
    await tx.deleteFrom("recovery_codes").where("user_id", "=", userId).execute();
  });
}
