import { hashSecret, newSecret, Unauthenticated } from "@heliometer/core";
import { z } from "zod";
import type { Stores } from "../context.ts";
import { PASSWORD_CHARACTERS_MAX } from "../input.ts";
import { hasSecondFactor } from "../second-factor/state.ts";
import { hashPassword, isOutdated, passwordMatches, requireRoomToHash } from "../users/passwords.ts";
import { beginAttempt, signInCounters } from "./attempts.ts";
import { findDevice, rememberDevice } from "./devices.ts";
import { type NewSession, openSession } from "./open.ts";

const CHALLENGE_MS = 10 * 60_000;

const SignIn = z.object({
  email: z.string().trim().toLowerCase().max(254),
  password: z.string().max(PASSWORD_CHARACTERS_MAX),
  userAgent: z.string().default(""),
  address: z.string().default(""),
  device: z.string().max(128).nullable().default(null),
});
export type SignIn = z.input<typeof SignIn>;

/** Somebody is signed in. `device` goes into a cookie of its own: it tells this browser from a stranger's. */
export interface SignedIn {
  kind: "signed_in";
  session: NewSession;
  device: string;
}

/** The password was right; `challenge` goes into a cookie and stands for that until the code has come. */
export interface SecondFactorNeeded {
  kind: "second_factor";
  challenge: string;
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

/**
 * Opens a session, or asks for the second factor. An unknown address costs the same time as a wrong password and gets
 * the same answer.
 * @param input `address`: network address of the browser; `device`: its device cookie.
 * @throws Unauthenticated
 * @throws RateLimited after too many wrong tries; see `signInCounters` for what is counted.
 * @throws Unavailable when too many people sign in at this moment.
 */
export async function signIn(stores: Stores, input: SignIn): Promise<SignedIn | SecondFactorNeeded> {
  const parsed = SignIn.safeParse(input);
  if (!parsed.success) throw refusal();
  requireRoomToHash();
  const { email, password, userAgent, address, device: secret } = parsed.data;
  const device = await findDevice(stores, { secret, email });
  const attempt = await beginAttempt(stores, signInCounters({ email, address, device, step: "password" }));
  const userId = await checkPassword(stores, { email, password }).catch(async (error: unknown) => {
    // Only a wrong password is held against the account; a full queue or a fault of ours is not.
    if (!(error instanceof Unauthenticated)) await attempt.cancelled();
    throw error;
  });
  await attempt.succeeded();
  if (await hasSecondFactor(stores, userId)) return openChallenge(stores, userId);
  const session = await openSession(stores, userId, userAgent);
  return { kind: "signed_in", session, device: await rememberDevice(stores, { secret, userId }) };
}

async function checkPassword(stores: Stores, { email, password }: { email: string; password: string }) {
  const user = await stores.db
    .selectFrom("users")
    .select(["id", "password_hash"])
    .where("email", "=", email)
    .executeTakeFirst();
  const matches = await passwordMatches(user?.password_hash ?? null, password);
  if (!user || !matches) throw refusal();
  if (isOutdated(user.password_hash, stores.passwordCost)) await renewHash(stores, { ...user, password });
  return user.id;
}

async function openChallenge({ db, clock }: Stores, userId: string): Promise<SecondFactorNeeded> {
  const now = clock();
  const challenge = newSecret();
  const expiresAt = now + CHALLENGE_MS;
  const columns = { user_id: userId, failures: 0, created_at: now, expires_at: expiresAt };
  await db
    .insertInto("sign_in_challenges")
    .values({ id_hash: hashSecret(challenge), ...columns })
    .execute();
  return { kind: "second_factor", challenge, expiresAt };
}

/** The password is at hand only now: a hash of older parameters is replaced, unless the password changed meanwhile. */
async function renewHash(
  { db, passwordCost }: Stores,
  user: { id: string; password_hash: string; password: string },
): Promise<void> {
  await db
    .updateTable("users")
    .set({ password_hash: await hashPassword(user.password, passwordCost) })
    .where("id", "=", user.id)
    .where("password_hash", "=", user.password_hash)
    .execute();
}

function refusal(): Unauthenticated {
  return new Unauthenticated("E-mail or password is wrong.");
}
