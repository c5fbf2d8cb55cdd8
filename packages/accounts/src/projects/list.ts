import type { Context } from "../context.ts";
import { actingUserId, readRole } from "../permissions.ts";
import { type ProjectDetails, toProjectDetails } from "./view.ts";

/** The projects that the acting user is a member of, by name; for the command line all of them. */
export async function listProjects(ctx: Context): Promise<ProjectDetails[]> {
  const userId = actingUserId(ctx);
  if (userId === null) return listAll(ctx);
  const rows = await ctx.db
    .selectFrom("memberships")
    .innerJoin("projects", "projects.id", "memberships.project_id")
    .innerJoin("organizations", "organizations.id", "projects.organization_id")
    .selectAll("projects")
    .select(["organizations.plan", "memberships.role"])
    .where("memberships.user_id", "=", userId)
    .orderBy("projects.name")
    .orderBy("projects.id")
    .execute();
  return rows.map((row) => toProjectDetails(row, readRole(row.role)));
}

async function listAll(ctx: Context): Promise<ProjectDetails[]> {
  const rows = await ctx.db
    .selectFrom("projects")
    .innerJoin("organizations", "organizations.id", "projects.organization_id")
    .selectAll("projects")
    .select("organizations.plan")
    .orderBy("projects.name")
    .orderBy("projects.id")
    .execute();
  return rows.map((row) => toProjectDetails(row, "owner"));
}
