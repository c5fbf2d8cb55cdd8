import { PLANS } from "@heliometer/core";
import { inTransaction, writeSetting } from "@heliometer/db";
import { z } from "zod";
import type { Context } from "../context.ts";
import { oneOf, parseInput } from "../input.ts";
import { requireOperator } from "../permissions.ts";
import { readInstance } from "./read.ts";
import { type InstanceSettings, PRIVILEGE_LEVELS, SETTING_NAMES } from "./settings.ts";

const UpdateInstance = z.strictObject({
  mcpEnabled: z.boolean("must be true or false.").optional(),
  maximumMcpPrivilege: oneOf(PRIVILEGE_LEVELS).optional(),
  defaultPlan: oneOf(PLANS).optional(),
});
export type UpdateInstance = z.input<typeof UpdateInstance>;

/** Changes the settings that are named and leaves the others. Operators only. */
export async function updateInstance(ctx: Context, input: UpdateInstance): Promise<InstanceSettings> {
  await requireOperator(ctx);
  const { mcpEnabled, maximumMcpPrivilege, defaultPlan } = parseInput(UpdateInstance, input);
  return inTransaction(ctx.db, async (tx) => {
    if (mcpEnabled !== undefined) await writeSetting(tx, SETTING_NAMES.mcpEnabled, mcpEnabled ? "1" : "0");
    if (maximumMcpPrivilege) await writeSetting(tx, SETTING_NAMES.maximumMcpPrivilege, maximumMcpPrivilege);
    if (defaultPlan) await writeSetting(tx, SETTING_NAMES.defaultPlan, defaultPlan);
    return readInstance({ db: tx });
  });
}
