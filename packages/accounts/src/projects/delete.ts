import { InvalidInput } from "@heliometer/core";
import { inTransaction } from "@heliometer/db";
import { z } from "zod";
import { takeOutProject } from "../connections/end.ts";
import type { Context } from "../context.ts";
import { Id, parseInput } from "../input.ts";
import { keysEnded } from "../keys/changes.ts";
import { projectNotFound, requireRole } from "../permissions.ts";
import { askProjectErasure } from "../privacy/erasures.ts";

const DeleteProject = z.strictObject({ projectId: Id, confirmation: z.string() });
export type DeleteProject = z.input<typeof DeleteProject>;

/**
 * Deletes a project with its keys, memberships, invitations and its part of every connection; connections that read
 * nothing else end. Its events are erased soon after. Owners of the project. `confirmation` is its name, typed again.
 * @throws InvalidInput when the name is another one.
 */
export async function deleteProject(ctx: Context, input: DeleteProject): Promise<void> {
  const { projectId, confirmation } = parseInput(DeleteProject, input);
  await requireRole(ctx, projectId, "owner");
  await inTransaction(ctx.db, async (tx) => {
    const project = await tx.selectFrom("projects").select("name").where("id", "=", projectId).executeTakeFirst();
    if (!project) throw projectNotFound();
    if (confirmation.trim() !== project.name.trim()) {
      throw new InvalidInput({
        field: "confirmation",
        rule: `must be the name of the project: ${project.name}.`,
        received: confirmation,
      });
    }
    await takeOutProject(tx, { projectId, userId: null });
    await askProjectErasure(ctx, tx, projectId);
    await tx.deleteFrom("projects").where("id", "=", projectId).execute();
  });
  keysEnded.announce(ctx.db);
}
