import { hashSecret, newSecret } from "@heliometer/core";
import type { Stores } from "../context.ts";
import { absoluteEnd, endIfIdle } from "./limits.ts";

const USER_AGENT_CHARACTERS_MAX = 300;

/** `secret` goes into the cookie and exists nowhere else; `expiresAt` is the latest end, in milliseconds. */
export interface NewSession {
  secret: string;
  expiresAt: number;
  userId: string;
}

/** Opens a session for somebody who has proved who they are. */
export async function openSession({ db, clock }: Stores, userId: string, userAgent: string): Promise<NewSession> {
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
      user_agent: userAgent.slice(0, USER_AGENT_CHARACTERS_MAX),
    })
    .execute();
  return { secret, expiresAt: absoluteEnd(now), userId };
}
