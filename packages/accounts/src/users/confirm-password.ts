import { InvalidInput } from "@heliometer/core";
import type { Context } from "../context.ts";
import { PASSWORD_CHARACTERS_MAX } from "../input.ts";
import { requireUser } from "../permissions.ts";
import { beginAttempt, confirmationCounters } from "../sessions/attempts.ts";
import { passwordMatches } from "./passwords.ts";

/**
 * Asks the acting user for their password again, before something that a borrowed session must not do.
 * @throws InvalidInput for a wrong one, on `field`.
 * @throws RateLimited after too many wrong ones.
 */
export async function confirmPassword(
  ctx: Context,
  { password, field = "password" }: { password: string; field?: string },
): Promise<void> {
  const userId = requireUser(ctx);
  const attempt = await beginAttempt(ctx, confirmationCounters(userId));
  try {
    const user = await ctx.db.selectFrom("users").select("password_hash").where("id", "=", userId).executeTakeFirst();
    const isRight =
      password.length <= PASSWORD_CHARACTERS_MAX && (await passwordMatches(user?.password_hash ?? null, password));
    if (!isRight) throw new InvalidInput({ field, rule: "is not your password." });
    await attempt.succeeded();
  } catch (error) {
    if (!(error instanceof InvalidInput)) await attempt.cancelled();
    throw error;
  }
}
