import { Forbidden, NotFound, newId } from "@heliometer/core";
import { inTransaction } from "@heliometer/db";
import { z } from "zod";
import type { Context } from "../context.ts";
import { Id, parseInput } from "../input.ts";
import { actingUserId, isOperator } from "../permissions.ts";
import { PROJECT_FIELDS } from "./fields.ts";
import { type ProjectDetails, toProjectDetails } from "./view.ts";

const CreateProject = z.strictObject({
  organizationId: Id,
  name: PROJECT_FIELDS.name,
  domains: PROJECT_FIELDS.domains.default([]),
  timezone: PROJECT_FIELDS.timezone.default("UTC"),
  currency: PROJECT_FIELDS.currency.default("USD"),
  weekStart: PROJECT_FIELDS.weekStart.default(1),
  mcpEnabled: PROJECT_FIELDS.mcpEnabled.default(true),
});
export type CreateProject = z.input<typeof CreateProject>;

/**
 * Adds a project to an organization, for operators and for owners of another project there. A signed-in user becomes
 * its owner; from the command line it starts without members.
 */
export async function createProject(ctx: Context, input: CreateProject): Promise<ProjectDetails> {
  const userId = actingUserId(ctx);
  const fields = parseInput(CreateProject, input);
  await requireOrganization(ctx, userId, fields.organizationId);
  const now = ctx.clock();
  const project = {
    id: newId(),
    organization_id: fields.organizationId,
    name: fields.name,
    domains: JSON.stringify(fields.domains),
    timezone: fields.timezone,
    currency: fields.currency,
    week_start: fields.weekStart,
    mcp_enabled: fields.mcpEnabled ? 1 : 0,
    created_at: now,
  };
  return inTransaction(ctx.db, async (tx) => {
    await tx.insertInto("projects").values(project).execute();
    if (userId) {
      const membership = { user_id: userId, project_id: project.id, role: "owner", created_at: now };
      await tx.insertInto("memberships").values(membership).execute();
    }
    const { plan } = await tx
      .selectFrom("organizations")
      .select("plan")
      .where("id", "=", project.organization_id)
      .executeTakeFirstOrThrow();
    return toProjectDetails({ ...project, plan }, "owner");
  });
}

async function requireOrganization(ctx: Context, userId: string | null, organizationId: string): Promise<void> {
  const organization = await ctx.db
    .selectFrom("organizations")
    .select("id")
    .where("id", "=", organizationId)
    .executeTakeFirst();
  const mayEverything = userId === null || (await isOperator(ctx, userId));
  if (mayEverything && organization) return;
  const roles = userId && organization ? await rolesIn(ctx, userId, organizationId) : [];
  // Whoever belongs to no project of an organization is not told whether it exists.
  if (roles.length === 0) throw new NotFound("No such organization, or you are not a member of it.");
  if (roles.includes("owner")) return;
  throw new Forbidden("Only an owner of a project in this organization, or an operator, can add a project to it.");
}

async function rolesIn(ctx: Context, userId: string, organizationId: string): Promise<string[]> {
  const rows = await ctx.db
    .selectFrom("memberships")
    .innerJoin("projects", "projects.id", "memberships.project_id")
    .select("memberships.role")
    .where("memberships.user_id", "=", userId)
    .where("projects.organization_id", "=", organizationId)
    .execute();
  return rows.map(({ role }) => role);
}
