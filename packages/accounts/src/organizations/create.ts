import { newId, PLANS, type Plan } from "@heliometer/core";
import { z } from "zod";
import type { Context } from "../context.ts";
import { Name, oneOf, parseInput } from "../input.ts";
import { readInstance } from "../instance/read.ts";
import { requireOperator } from "../permissions.ts";

const CreateOrganization = z.strictObject({ name: Name, plan: oneOf(PLANS).optional() });
export type CreateOrganization = z.input<typeof CreateOrganization>;

/** Adds an organization, on the instance's default plan unless one is named. Operators only. */
export async function createOrganization(
  ctx: Context,
  input: CreateOrganization,
): Promise<{ id: string; name: string; plan: Plan }> {
  await requireOperator(ctx);
  const { name, plan } = parseInput(CreateOrganization, input);
  const organization = { id: newId(), name, plan: plan ?? (await readInstance(ctx)).defaultPlan };
  await ctx.db
    .insertInto("organizations")
    .values({ ...organization, created_at: ctx.clock() })
    .execute();
  return organization;
}
