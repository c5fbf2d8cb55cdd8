import { InvalidInput } from "@heliometer/core";
import { z } from "zod";
import type { Context } from "../context.ts";
import { Id, parseInput } from "../input.ts";
import { requireRole } from "../permissions.ts";
import { findProject } from "../projects/find.ts";
import { rulesChanged } from "./changes.ts";
import { findSettings } from "./read.ts";
import { PRIVACY_FIELDS, type PrivacySettings, toPrivacySettings } from "./settings.ts";

const UpdatePrivacy = z.strictObject({
  projectId: Id,
  retentionDays: PRIVACY_FIELDS.retentionDays.optional(),
  domainRule: PRIVACY_FIELDS.domainRule.optional(),
  signalRule: PRIVACY_FIELDS.signalRule.optional(),
  idRule: PRIVACY_FIELDS.idRule.optional(),
  excludedNetworks: PRIVACY_FIELDS.excludedNetworks.optional(),
});
export type UpdatePrivacy = z.input<typeof UpdatePrivacy>;

/**
 * Changes the settings that are named and leaves the others; collection keeps to them within half a minute. Admins.
 * @throws InvalidInput when domains are to be checked and the project names none: nothing would be taken any more.
 */
export async function updatePrivacy(ctx: Context, input: UpdatePrivacy): Promise<PrivacySettings> {
  const { projectId, ...fields } = parseInput(UpdatePrivacy, input);
  await requireRole(ctx, projectId, "admin");
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  const settings: PrivacySettings = { ...toPrivacySettings(await findSettings(ctx, projectId)), ...given };
  await refuseWithoutDomains(ctx, projectId, settings);
  const row = {
    retention_days: settings.retentionDays,
    domain_rule: settings.domainRule,
    signal_rule: settings.signalRule,
    id_rule: settings.idRule,
    excluded_networks: JSON.stringify(settings.excludedNetworks),
    updated_at: ctx.clock(),
    // What is too old from now on goes with the next sweep.
    swept_at: 0,
  };
  await ctx.db
    .insertInto("privacy_settings")
    .values({ project_id: projectId, ...row })
    .onConflict((conflict) => conflict.column("project_id").doUpdateSet(row))
    .execute();
  rulesChanged.announce(ctx.db);
  return settings;
}

async function refuseWithoutDomains(ctx: Context, projectId: string, { domainRule }: PrivacySettings): Promise<void> {
  if (domainRule === "off") return;
  const { domains } = await findProject(ctx, { projectId });
  if (domains.length > 0) return;
  throw new InvalidInput({
    field: "domainRule",
    rule: "needs a domain: this project names none, so nothing could be taken.",
    received: domainRule,
    allowed: ["off"],
  });
}
