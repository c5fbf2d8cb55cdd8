import { z } from "zod";
import type { Context } from "../context.ts";
import { Id, parseInput } from "../input.ts";
import { projectNotFound, requireRole } from "../permissions.ts";
import { type ProjectDetails, toProjectDetails } from "./view.ts";

const FindProject = z.strictObject({ projectId: Id });
export type FindProject = z.input<typeof FindProject>;

/**
 * One project with the role that the acting user holds in it (operators without a membership: owner).
 * @throws NotFound when it is absent or foreign.
 */
export async function findProject(ctx: Context, input: FindProject): Promise<ProjectDetails> {
  const { projectId } = parseInput(FindProject, input);
  const role = await requireRole(ctx, projectId, "viewer");
  const row = await ctx.db
    .selectFrom("projects")
    .innerJoin("organizations", "organizations.id", "projects.organization_id")
    .selectAll("projects")
    .select("organizations.plan")
    .where("projects.id", "=", projectId)
    .executeTakeFirst();
  if (!row) throw projectNotFound();
  return toProjectDetails(row, role);
}
