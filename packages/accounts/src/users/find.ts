import { NotFound } from "@heliometer/core";
import { z } from "zod";
import type { Context } from "../context.ts";
import { Email, Id, parseInput } from "../input.ts";
import { actingUserId, requireOperator } from "../permissions.ts";
import { toUserView, type UserView } from "./view.ts";

const FindUser = z.union([z.strictObject({ userId: Id }), z.strictObject({ email: Email })]);
export type FindUser = z.input<typeof FindUser>;

/**
 * One user by id or e-mail address. Users find themselves, operators find everyone.
 * @throws NotFound
 */
export async function findUser(ctx: Context, input: FindUser): Promise<UserView> {
  const self = actingUserId(ctx);
  const wanted = parseInput(FindUser, input);
  if (!("userId" in wanted && wanted.userId === self)) await requireOperator(ctx);
  const row = await ctx.db
    .selectFrom("users")
    .select(["id", "email", "name", "is_operator", "created_at"])
    .where((where) => ("userId" in wanted ? where("id", "=", wanted.userId) : where("email", "=", wanted.email)))
    .executeTakeFirst();
  if (!row) throw new NotFound("No such user.");
  return toUserView(row);
}
