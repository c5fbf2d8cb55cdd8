import { NotFound, PLANS } from "@heliometer/core";
import { z } from "zod";
import type { Context } from "../context.ts";
import { Id, oneOf, parseInput } from "../input.ts";
import { requireOperator } from "../permissions.ts";

const SetPlan = z.strictObject({ organizationId: Id, plan: oneOf(PLANS) });
export type SetPlan = z.input<typeof SetPlan>;

/** Puts an organization on another plan; holds from the next call on. Operators only. */
export async function setPlan(ctx: Context, input: SetPlan): Promise<void> {
  await requireOperator(ctx);
  const { organizationId, plan } = parseInput(SetPlan, input);
  const changed = await ctx.db
    .updateTable("organizations")
    .set({ plan })
    .where("id", "=", organizationId)
    .executeTakeFirst();
  if (changed.numUpdatedRows === 0n) throw new NotFound("No such organization.");
}
