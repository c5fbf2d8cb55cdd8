import { NotFound } from "@heliometer/core";
import { z } from "zod";
import type { Context } from "../context.ts";
import { Id, parseInput } from "../input.ts";
import { requireUser } from "../permissions.ts";

/** One browser in which a person is signed in. Instants in milliseconds; `lastSeenAt` is exact to the minute. */
export interface SessionView {
  id: string;
  /** As the browser wrote it when it signed in. */
  userAgent: string;
  createdAt: number;
  lastSeenAt: number;
  /** The one that asks. */
  isCurrent: boolean;
}

/** The acting user's living sessions: the one at hand first, then by last use. */
export async function listSessions(ctx: Context): Promise<SessionView[]> {
  const userId = requireUser(ctx);
  const rows = await ctx.db
    .selectFrom("user_sessions")
    .innerJoin("users", "users.id", "user_sessions.user_id")
    .select(["id_hash", "user_agent", "user_sessions.created_at", "last_seen_at"])
    .where("user_id", "=", userId)
    .where("expires_at", ">", ctx.clock())
    .whereRef("user_sessions.created_at", ">=", "users.password_changed_at")
    .orderBy("last_seen_at", "desc")
    .orderBy("id_hash")
    .execute();
  const sessions = rows.map((row) => ({
    id: row.id_hash,
    userAgent: row.user_agent,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
    isCurrent: row.id_hash === currentSession(ctx),
  }));
  return sessions.sort((left, right) => Number(right.isCurrent) - Number(left.isCurrent));
}

const EndSession = z.strictObject({ sessionId: Id });
export type EndSession = z.input<typeof EndSession>;

/** Ends one session of the acting user at once. @throws NotFound when it is absent or foreign. */
export async function endSession(ctx: Context, input: EndSession): Promise<void> {
  const userId = requireUser(ctx);
  const { sessionId } = parseInput(EndSession, input);
  const ended = await ctx.db
    .deleteFrom("user_sessions")
    .where("id_hash", "=", sessionId)
    .where("user_id", "=", userId)
    .executeTakeFirst();
  if (ended.numDeletedRows === 0n) throw new NotFound("No such session.");
}

/** Ends every session of the acting user but the one at hand, and sign-ins that wait for their second factor. */
export async function endOtherSessions(ctx: Context): Promise<void> {
  const userId = requireUser(ctx);
  await ctx.db
    .deleteFrom("user_sessions")
    .where("user_id", "=", userId)
    .where("id_hash", "!=", currentSession(ctx))
    .execute();
  await ctx.db.deleteFrom("sign_in_challenges").where("user_id", "=", userId).execute();
}

function currentSession({ actor }: Context): string {
  return actor.kind === "user" ? actor.sessionId : "";
}
