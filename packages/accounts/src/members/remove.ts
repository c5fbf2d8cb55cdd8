import { NotFound } from "@heliometer/core";
import { inTransaction } from "@heliometer/db";
import { z } from "zod";
import { takeOutProject } from "../connections/end.ts";
import type { Context } from "../context.ts";
import { Id, parseInput } from "../input.ts";
import { actingUserId, requireRole } from "../permissions.ts";
import { findMembership, holdMembers, requireOtherOwner, requireOwnerFor } from "./owners.ts";

const RemoveMember = z.strictObject({ projectId: Id, userId: Id });
export type RemoveMember = z.input<typeof RemoveMember>;

/**
 * Ends a membership and takes the project out of that user's connections, so that a later membership starts clean; a
 * connection that read nothing else ends.
 * Admins of the project; members may leave by themselves; owners are removed by owners.
 * @throws Conflict for the last owner.
 */
export async function removeMember(ctx: Context, input: RemoveMember): Promise<void> {
  const { projectId, userId } = parseInput(RemoveMember, input);
  const leaves = actingUserId(ctx) === userId;
  const acting = await requireRole(ctx, projectId, leaves ? "viewer" : "admin");
  await inTransaction(ctx.db, async (tx) => {
    await holdMembers(tx, projectId);
    const present = await findMembership({ db: tx }, projectId, userId);
    if (!present) throw new NotFound("No such member of this project.");
    requireOwnerFor(acting, [present]);
    if (present === "owner") await requireOtherOwner(tx, projectId, userId);
    await tx.deleteFrom("memberships").where("project_id", "=", projectId).where("user_id", "=", userId).execute();
    await takeOutProject(tx, { projectId, userId });
  });
}
