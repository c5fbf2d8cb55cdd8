import { hashSecret, Unauthenticated } from "@heliometer/core";
import { z } from "zod";
import type { SealingStores } from "../context.ts";
import { acceptCode } from "../second-factor/accept.ts";
import { beginAttempt, signInCounters } from "./attempts.ts";
import { findDevice, rememberDevice } from "./devices.ts";
import { openSession } from "./open.ts";
import type { SignedIn } from "./sign-in.ts";

/** Wrong codes after which the password is asked for again. */
const FAILURES_MAX = 5;

const ConfirmSignIn = z.object({
  challenge: z.string().max(128),
  code: z.string().max(64),
  userAgent: z.string().default(""),
  address: z.string().default(""),
  device: z.string().max(128).nullable().default(null),
});
export type ConfirmSignIn = z.input<typeof ConfirmSignIn>;

/** The code was wrong or was used before; the same challenge may be tried again. */
export class WrongCode extends Unauthenticated {}

/**
 * The second step of a sign-in: a code of the authenticator app, or a recovery code. Each works once.
 * @throws WrongCode
 * @throws Unauthenticated when the first step is too old, was undone by a new password, or had too many wrong codes.
 * @throws RateLimited after too many wrong codes.
 */
export async function confirmSignIn(stores: SealingStores, input: ConfirmSignIn): Promise<SignedIn> {
  const { challenge, code, userAgent, address, device: secret } = ConfirmSignIn.parse(input);
  const idHash = hashSecret(challenge);
  const { userId, email } = await findChallenge(stores, idHash);
  const device = await findDevice(stores, { secret, email });
  const attempt = await beginAttempt(stores, signInCounters({ email, address, device, step: "code" }));
  if (!(await acceptCode(stores, userId, code))) {
    await countFailure(stores, idHash);
    throw new WrongCode("The code is wrong or was used before.");
  }
  await attempt.succeeded();
  const done = await stores.db.deleteFrom("sign_in_challenges").where("id_hash", "=", idHash).executeTakeFirst();
  if (done.numDeletedRows === 0n) throw startOver();
  const session = await openSession(stores, userId, userAgent);
  return { kind: "signed_in", session, device: await rememberDevice(stores, { secret, userId }) };
}

async function findChallenge({ db, clock }: SealingStores, idHash: string): Promise<{ userId: string; email: string }> {
  const row = await db
    .selectFrom("sign_in_challenges as challenge")
    .innerJoin("users", "users.id", "challenge.user_id")
    .select(["users.id", "users.email"])
    .where("challenge.id_hash", "=", idHash)
    .where("challenge.expires_at", ">", clock())
    .where("challenge.failures", "<", FAILURES_MAX)
    .whereRef("challenge.created_at", ">=", "users.password_changed_at")
    .executeTakeFirst();
  if (!row) throw startOver();
  return { userId: row.id, email: row.email };
}

async function countFailure({ db }: SealingStores, idHash: string): Promise<void> {
  await db
    .updateTable("sign_in_challenges")
    .set((row) => ({ failures: row("failures", "+", 1) }))
    .where("id_hash", "=", idHash)
    .execute();
}

function startOver(): Unauthenticated {
  return new Unauthenticated("This sign-in took too long. Start again with your password.");
}
