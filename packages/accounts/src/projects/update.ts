import { z } from "zod";
import type { Context } from "../context.ts";
import { Id, parseInput } from "../input.ts";
import { requireRole } from "../permissions.ts";
import { rulesChanged } from "../privacy/changes.ts";
import { PROJECT_FIELDS } from "./fields.ts";
import { findProject } from "./find.ts";
import type { ProjectDetails } from "./view.ts";

const UpdateProject = z.strictObject({
  projectId: Id,
  name: PROJECT_FIELDS.name.optional(),
  domains: PROJECT_FIELDS.domains.optional(),
  timezone: PROJECT_FIELDS.timezone.optional(),
  currency: PROJECT_FIELDS.currency.optional(),
  weekStart: PROJECT_FIELDS.weekStart.optional(),
  mcpEnabled: PROJECT_FIELDS.mcpEnabled.optional(),
});
export type UpdateProject = z.input<typeof UpdateProject>;

/** Changes the fields that are named and leaves the others. Admins of the project. */
export async function updateProject(ctx: Context, input: UpdateProject): Promise<ProjectDetails> {
  const { projectId, ...fields } = parseInput(UpdateProject, input);
  await requireRole(ctx, projectId, "admin");
  const changes = {
    ...(fields.name !== undefined && { name: fields.name }),
    ...(fields.domains && { domains: JSON.stringify(fields.domains) }),
    ...(fields.timezone !== undefined && { timezone: fields.timezone }),
    ...(fields.currency !== undefined && { currency: fields.currency }),
    ...(fields.weekStart !== undefined && { week_start: fields.weekStart }),
    ...(fields.mcpEnabled !== undefined && { mcp_enabled: fields.mcpEnabled ? 1 : 0 }),
  };
  if (Object.keys(changes).length > 0) {
    await ctx.db.updateTable("projects").set(changes).where("id", "=", projectId).execute();
    rulesChanged.announce(ctx.db);
  }
  return findProject(ctx, { projectId });
}
