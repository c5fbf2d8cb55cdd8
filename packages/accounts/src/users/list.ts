import { z } from "zod";
import type { Context } from "../context.ts";
import { parseInput } from "../input.ts";
import { requireOperator } from "../permissions.ts";
import { toUserView, type UserView } from "./view.ts";

const USERS_AT_ONCE = 200;
const SEARCH_CHARACTERS_MAX = 254;

const ListUsers = z.strictObject({
  /** A part of the e-mail address or of the name. */
  search: z.string().max(SEARCH_CHARACTERS_MAX, "is too long.").default(""),
});
export type ListUsers = z.input<typeof ListUsers>;

/** A user as operators see them. */
export interface UserSummary extends UserView {
  projects: number;
  /** When they last used a browser that is still signed in; milliseconds. */
  lastSeenAt: number | null;
}

/** The users of the instance by e-mail address, the first 200 that fit. Operators only. */
export async function listUsers(ctx: Context, input: ListUsers): Promise<{ users: UserSummary[]; hasMore: boolean }> {
  await requireOperator(ctx);
  const part = `%${parseInput(ListUsers, input)
    .search.trim()
    .toLowerCase()
    .replaceAll(/[%_\\]/g, "")}%`;
  const rows = await ctx.db
    .selectFrom("users")
    .select(["id", "email", "name", "is_operator", "created_at"])
    .select((outer) => [
      outer
        .selectFrom("memberships")
        .select((column) => column.fn.countAll<number>().as("projects"))
        .whereRef("memberships.user_id", "=", "users.id")
        .as("projects"),
      outer
        .selectFrom("user_sessions")
        .select((column) => column.fn.max("user_sessions.last_seen_at").as("seen"))
        .whereRef("user_sessions.user_id", "=", "users.id")
        .as("last_seen_at"),
    ])
    .where((where) => where.or([where("email", "like", part), where(where.fn("lower", ["name"]), "like", part)]))
    .orderBy("email")
    .limit(USERS_AT_ONCE + 1)
    .execute();
  const users = rows.slice(0, USERS_AT_ONCE).map((row) => ({
    ...toUserView(row),
    projects: Number(row.projects ?? 0),
    lastSeenAt: row.last_seen_at === null ? null : Number(row.last_seen_at),
  }));
  return { users, hasMore: rows.length > USERS_AT_ONCE };
}
