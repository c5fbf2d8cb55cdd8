import { Conflict, InvalidInput, NotFound } from "@heliometer/core";
import { type Database, inTransaction } from "@heliometer/db";
import { z } from "zod";
import { endGrantsOf } from "../connections/end.ts";
import type { Context } from "../context.ts";
import { Id, parseInput } from "../input.ts";
import { holdMembers } from "../members/owners.ts";
import { actingUserId, requireOperator } from "../permissions.ts";
import { confirmPassword } from "./confirm-password.ts";

const DeleteUser = z.strictObject({ userId: Id, confirmation: z.string(), password: z.string().default("") });
export type DeleteUser = z.input<typeof DeleteUser>;

/**
 * Deletes a user with sessions, personal tokens, connections and memberships. Users delete themselves, operators
 * everyone. `confirmation` is the e-mail address, typed again; who deletes themselves gives their password as well.
 * @throws Conflict when a project would be left without an owner; the message names it.
 */
export async function deleteUser(ctx: Context, input: DeleteUser): Promise<void> {
  const { userId, confirmation, password } = parseInput(DeleteUser, input);
  if (actingUserId(ctx) === userId) await confirmPassword(ctx, { password });
  else await requireOperator(ctx);
  await inTransaction(ctx.db, async (tx) => {
    const user = await tx.selectFrom("users").select("email").where("id", "=", userId).executeTakeFirst();
    if (!user) throw new NotFound("No such user.");
    if (confirmation.trim().toLowerCase() !== user.email) {
      throw new InvalidInput({
        field: "confirmation",
        rule: `must be the e-mail address of the account: ${user.email}.`,
        received: confirmation,
      });
    }
    await requireNoProjectAlone(tx, userId);
    await endGrantsOf(tx, userId);
    await tx.deleteFrom("users").where("id", "=", userId).execute();
  });
}

async function requireNoProjectAlone(tx: Database, userId: string): Promise<void> {
  const owned = await tx
    .selectFrom("memberships")
    .innerJoin("projects", "projects.id", "memberships.project_id")
    .select(["projects.id", "projects.name"])
    .where("memberships.user_id", "=", userId)
    .where("memberships.role", "=", "owner")
    .orderBy("projects.id")
    .execute();
  const alone: string[] = [];
  for (const { id, name } of owned) {
    await holdMembers(tx, id);
    const other = await tx
      .selectFrom("memberships")
      .select("user_id")
      .where("project_id", "=", id)
      .where("role", "=", "owner")
      .where("user_id", "!=", userId)
      .executeTakeFirst();
    if (!other) alone.push(name);
  }
  if (alone.length === 0) return;
  throw new Conflict(
    `A project needs an owner, and this account is the only one of: ${alone.join(", ")}. Make somebody else an owner first, or delete the project.`,
  );
}
