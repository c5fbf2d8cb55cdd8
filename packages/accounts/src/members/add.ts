import { InvalidInput, ROLES } from "@heliometer/core";
import { inTransaction } from "@heliometer/db";
import { z } from "zod";
import type { Context } from "../context.ts";
import { Email, Id, oneOf, parseInput } from "../input.ts";
import { requireRole } from "../permissions.ts";
import { findMembership, holdMembers, requireOtherOwner, requireOwnerFor } from "./owners.ts";
import type { MemberView } from "./view.ts";

const AddMember = z.strictObject({ projectId: Id, email: Email, role: oneOf(ROLES) });
export type AddMember = z.input<typeof AddMember>;

/**
 * Gives a user a role in a project, or another role to a member. Admins of the project; owners are made by owners.
 * @throws InvalidInput when nobody has an account with this address.
 * @throws Conflict when the last owner would get a lower role.
 */
export async function addMember(ctx: Context, input: AddMember): Promise<MemberView> {
  const { projectId, email, role } = parseInput(AddMember, input);
  const acting = await requireRole(ctx, projectId, "admin");
  const user = await ctx.db
    .selectFrom("users")
    .select(["id", "email", "name"])
    .where("email", "=", email)
    .executeTakeFirst();
  if (!user) {
    throw new InvalidInput({
      field: "email",
      rule: "has no account here. An operator can add one: npm run heliometer -- user add --email MAIL.",
      received: email,
    });
  }
  return inTransaction(ctx.db, async (tx) => {
    await holdMembers(tx, projectId);
    const present = await findMembership({ db: tx }, projectId, user.id);
    requireOwnerFor(acting, [present, role]);
    if (present === "owner" && role !== "owner") await requireOtherOwner(tx, projectId, user.id);
    const { created_at } = await tx
      .insertInto("memberships")
      .values({ user_id: user.id, project_id: projectId, role, created_at: ctx.clock() })
      .onConflict((conflict) => conflict.columns(["user_id", "project_id"]).doUpdateSet({ role }))
      .returning("created_at")
      .executeTakeFirstOrThrow();
    return { userId: user.id, email: user.email, name: user.name, role, addedAt: created_at };
  });
}
