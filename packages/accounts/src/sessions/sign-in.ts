import { hashSecret, newSecret, Unauthenticated } from "@heliometer/core";
import { z } from "zod";
import type { Stores } from "../context.ts";
import { PASSWORD_CHARACTERS_MAX } from "../input.ts";
import { hashPassword, isOutdated, passwordMatches } from "../users/passwords.ts";
import { absoluteEnd, endIfIdle } from "./limits.ts";

const USER_AGENT_CHARACTERS_MAX = 300;

const SignIn = z.object({
  email: z.string().trim().toLowerCase().max(254),
  password: z.string().max(PASSWORD_CHARACTERS_MAX),
  userAgent: z
    .string()
    .default("")
    .transform((text) => text.slice(0, USER_AGENT_CHARACTERS_MAX)),
});
export type SignIn = z.input<typeof SignIn>;

/** `secret` goes into the cookie and exists nowhere else; `expiresAt` is the latest end, in milliseconds. */
export interface NewSession {
  secret: string;
  expiresAt: number;
  userId: string;
}

/**
 * Opens a session. An unknown address costs the same time as a wrong password and gets the same answer.
 * @throws Unauthenticated
 * @throws Unavailable when too many people sign in at this moment.
 */
export async function signIn(stores: Stores, input: SignIn): Promise<NewSession> {
  const parsed = SignIn.safeParse(input);
  if (!parsed.success) throw refusal();
  const { email, password, userAgent } = parsed.data;
  const user = await stores.db
    .selectFrom("users")
    .select(["id", "password_hash"])
    .where("email", "=", email)
    .executeTakeFirst();
  const matches = await passwordMatches(user?.password_hash ?? null, password);
  if (!user || !matches) throw refusal();
  if (isOutdated(user.password_hash)) await renewHash(stores, { ...user, password });
  await deleteEnded(stores);
  return openSession(stores, user.id, userAgent);
}

async function openSession({ db, clock }: Stores, userId: string, userAgent: string): Promise<NewSession> {
  const now = clock();
  const secret = newSecret();
  await db
    .insertInto("user_sessions")
    .values({
      id_hash: hashSecret(secret),
      user_id: userId,
      created_at: now,
      last_seen_at: now,
      expires_at: endIfIdle(now, now),
      user_agent: userAgent,
    })
    .execute();
  return { secret, expiresAt: absoluteEnd(now), userId };
}

/** The password is at hand only now: a hash of older parameters is replaced, unless the password changed meanwhile. */
async function renewHash({ db }: Stores, user: { id: string; password_hash: string; password: string }): Promise<void> {
  await db
    .updateTable("users")
    .set({ password_hash: await hashPassword(user.password) })
    .where("id", "=", user.id)
    .where("password_hash", "=", user.password_hash)
    .execute();
}

async function deleteEnded({ db, clock }: Stores): Promise<void> {
  await db.deleteFrom("user_sessions").where("expires_at", "<=", clock()).execute();
}

function refusal(): Unauthenticated {
  return new Unauthenticated("E-mail or password is wrong.");
}
