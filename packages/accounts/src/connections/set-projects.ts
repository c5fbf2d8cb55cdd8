import { InvalidInput, NotFound } from "@heliometer/core";
import { inTransaction } from "@heliometer/db";
import { z } from "zod";
import type { Context } from "../context.ts";
import { Id, parseInput } from "../input.ts";
import { requireUser } from "../permissions.ts";

const PROJECTS_MAX = 500;

const SetConnectionProjects = z.strictObject({
  grantId: Id,
  projectIds: z
    .array(Id, "must be a list of projects.")
    .max(PROJECTS_MAX, `must name at most ${PROJECTS_MAX} projects.`),
});
export type SetConnectionProjects = z.input<typeof SetConnectionProjects>;

/**
 * Chooses anew which projects a connection reads; holds from its next call on. Its user alone, among the projects that
 * they are a member of.
 * @throws NotFound when the connection is absent or somebody else's, or a project is none of the user's.
 */
export async function setConnectionProjects(ctx: Context, input: SetConnectionProjects): Promise<void> {
  const userId = requireUser(ctx);
  const { grantId, projectIds } = parseInput(SetConnectionProjects, input);
  const chosen = [...new Set(projectIds)];
  if (chosen.length === 0) throw new InvalidInput({ field: "projectIds", rule: "must name at least one project." });
  await inTransaction(ctx.db, async (tx) => {
    const grant = await tx
      .selectFrom("oauth_grants")
      .select("id")
      .where("id", "=", grantId)
      .where("user_id", "=", userId)
      .executeTakeFirst();
    if (!grant) throw new NotFound("No such connection.");
    const members = await tx
      .selectFrom("memberships")
      .select("project_id")
      .where("user_id", "=", userId)
      .where("project_id", "in", chosen)
      .execute();
    if (members.length < chosen.length) throw new NotFound("No such project, or you are not a member of it.");
    await tx.deleteFrom("oauth_grant_projects").where("grant_id", "=", grantId).execute();
    await tx
      .insertInto("oauth_grant_projects")
      .values(chosen.map((project_id) => ({ grant_id: grantId, project_id })))
      .execute();
  });
}
