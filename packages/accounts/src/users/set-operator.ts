import { Conflict, NotFound } from "@heliometer/core";
import { inTransaction } from "@heliometer/db";
import { z } from "zod";
import type { Context } from "../context.ts";
import { Id, parseInput } from "../input.ts";
import { requireOperator } from "../permissions.ts";

const SetOperator = z.strictObject({ userId: Id, isOperator: z.boolean("must be true or false.") });
export type SetOperator = z.input<typeof SetOperator>;

/**
 * Makes a user an operator, or takes that from them. Operators only.
 * @throws Conflict for the last operator: somebody has to be left who can undo it.
 */
export async function setOperator(ctx: Context, input: SetOperator): Promise<void> {
  await requireOperator(ctx);
  const { userId, isOperator } = parseInput(SetOperator, input);
  await inTransaction(ctx.db, async (tx) => {
    // Holds every operator: of two who take it from each other at once, the second sees the first one gone.
    await tx.updateTable("users").set({ is_operator: 1 }).where("is_operator", "=", 1).execute();
    const changed = await tx
      .updateTable("users")
      .set({ is_operator: isOperator ? 1 : 0 })
      .where("id", "=", userId)
      .executeTakeFirst();
    if (changed.numUpdatedRows === 0n) throw new NotFound("No such user.");
    const left = await tx.selectFrom("users").select("id").where("is_operator", "=", 1).limit(1).executeTakeFirst();
    if (!left) throw new Conflict("An instance needs an operator. Make somebody else one first.");
  });
}
