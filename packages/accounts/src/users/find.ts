import { NotFound } from "@heliometer/core";
import { z } from "zod";
import type { Context } from "../context.ts";
import { Email, Id, parseInput } from "../input.ts";
import { actingUserId, requireOperator } from "../permissions.ts";
import { toUserView, type UserView } from "./view.ts";

const FindUser = z
  .strictObject({ userId: Id.optional(), email: Email.optional() })
  .refine(({ userId, email }) => (userId === undefined) !== (email === undefined), "Name either a userId or an email.");

/** A user by id or by e-mail address. */
export type FindUser = { userId: string } | { email: string };

/**
 * One user by id or e-mail address. Users find themselves, operators find everyone.
 * @throws NotFound
 */
export async function findUser(ctx: Context, input: FindUser): Promise<UserView> {
  const self = actingUserId(ctx);
  const { userId, email } = parseInput(FindUser, input);
  if (userId === undefined || userId !== self) await requireOperator(ctx);
  const row = await ctx.db
    .selectFrom("users")
    .select(["id", "email", "name", "is_operator", "created_at"])
    .where((where) => (email === undefined ? where("id", "=", userId ?? "") : where("email", "=", email)))
    .executeTakeFirst();
  if (!row) throw new NotFound("No such user.");
  return toUserView(row);
}
