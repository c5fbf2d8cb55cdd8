import { hashSecret } from "@heliometer/core";
import type { Stores } from "../context.ts";
import { TOUCH_INTERVAL_MS } from "../touch.ts";
import { endIfIdle } from "./limits.ts";

/** The person behind a session cookie. `sessionId` is the hash of the cookie's secret. */
export interface SignedInUser {
  userId: string;
  email: string;
  name: string;
  isOperator: boolean;
  sessionId: string;
}

/** The user of a session at this moment; null for a session that is unknown, ended or older than the password. */
export async function authenticateSession({ db, clock }: Stores, secret: string): Promise<SignedInUser | null> {
  const now = clock();
  const sessionId = hashSecret(secret);
  const row = await db
    .selectFrom("user_sessions")
    .innerJoin("users", "users.id", "user_sessions.user_id")
    .select(["users.id", "users.email", "users.name", "users.is_operator"])
    .select(["user_sessions.created_at", "user_sessions.last_seen_at"])
    .where("user_sessions.id_hash", "=", sessionId)
    .where("user_sessions.expires_at", ">", now)
    .whereRef("user_sessions.created_at", ">=", "users.password_changed_at")
    .executeTakeFirst();
  if (!row) return null;
  if (now - row.last_seen_at >= TOUCH_INTERVAL_MS) {
    await db
      .updateTable("user_sessions")
      .set({ last_seen_at: now, expires_at: endIfIdle(row.created_at, now) })
      .where("id_hash", "=", sessionId)
      .execute();
  }
  return { userId: row.id, email: row.email, name: row.name, isOperator: row.is_operator === 1, sessionId };
}
