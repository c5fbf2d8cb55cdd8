import { Conflict, newId } from "@heliometer/core";
import { z } from "zod";
import type { Context } from "../context.ts";
import { Email, Name, Password, parseInput } from "../input.ts";
import { requireOperator } from "../permissions.ts";
import { hashPassword } from "./passwords.ts";
import { toUserView, type UserView } from "./view.ts";

const CreateUser = z.strictObject({
  email: Email,
  name: Name,
  password: Password,
  isOperator: z.boolean("must be true or false.").default(false),
});
export type CreateUser = z.input<typeof CreateUser>;

/**
 * Adds a user. Operators only.
 * @throws Conflict when the e-mail address has an account already.
 */
export async function createUser(ctx: Context, input: CreateUser): Promise<UserView> {
  await requireOperator(ctx);
  const { email, name, password, isOperator } = parseInput(CreateUser, input);
  const now = ctx.clock();
  const user = { id: newId(), email, name, is_operator: isOperator ? 1 : 0, created_at: now };
  const inserted = await ctx.db
    .insertInto("users")
    .values({ ...user, password_hash: await hashPassword(password, ctx.passwordCost), password_changed_at: now })
    .onConflict((conflict) => conflict.column("email").doNothing())
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows === 0n) throw new Conflict(`${email} has an account already.`);
  return toUserView(user);
}
