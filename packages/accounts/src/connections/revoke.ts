import { NotFound } from "@heliometer/core";
import { type Database, inTransaction } from "@heliometer/db";
import { z } from "zod";
import type { Context } from "../context.ts";
import { Id, parseInput } from "../input.ts";
import { actingUserId, requireRole, requireUser } from "../permissions.ts";
import { endGrant, endGrantsOf, takeOutOf } from "./end.ts";

const RevokeConnection = z.strictObject({ grantId: Id, projectId: Id.optional() });
export type RevokeConnection = z.input<typeof RevokeConnection>;

/**
 * Ends a connection with every token of it; the client's next call is refused. Its user may do so anywhere.
 *
 * An admin of a project may do so for connections that read `projectId`. Where such a connection of somebody else also
 * reads other projects, it loses this project and keeps those: an admin rules over one project, not over the others.
 * @returns `ended`: whether the whole connection is gone.
 * @throws NotFound when it is absent or foreign.
 */
export async function revokeConnection(ctx: Context, input: RevokeConnection): Promise<{ ended: boolean }> {
  const { grantId, projectId } = parseInput(RevokeConnection, input);
  const isOwn = await requireRight(ctx, { grantId, projectId });
  return inTransaction(ctx.db, async (tx) => {
    if (projectId !== undefined) await requireReads(tx, grantId, projectId);
    if (projectId !== undefined && !isOwn) return { ended: await takeOutOf(tx, { grantId, projectId }) };
    await endGrant(tx, grantId);
    return { ended: true };
  });
}

const RemoveProject = z.strictObject({ grantId: Id, projectId: Id });
export type RemoveProject = z.input<typeof RemoveProject>;

/**
 * Takes one project out of a connection and leaves its token alone: the next call does not reach the project any more.
 * The connection's user, and admins of the project. Taking out the last project ends the connection.
 * @returns `ended`: whether the whole connection is gone.
 * @throws NotFound when the connection is absent or foreign, or does not read the project.
 */
export async function removeConnectionProject(ctx: Context, input: RemoveProject): Promise<{ ended: boolean }> {
  const { grantId, projectId } = parseInput(RemoveProject, input);
  await requireRight(ctx, { grantId, projectId });
  return inTransaction(ctx.db, async (tx) => {
    await requireReads(tx, grantId, projectId);
    return { ended: await takeOutOf(tx, { grantId, projectId }) };
  });
}

/** Ends every connection of the acting user; returns how many there were. */
export async function revokeOwnConnections(ctx: Context): Promise<number> {
  const userId = requireUser(ctx);
  return inTransaction(ctx.db, (tx) => endGrantsOf(tx, userId));
}

/** Who may change a connection at all; returns whether it is the acting user's own (for the command line all are). */
async function requireRight(
  ctx: Context,
  { grantId, projectId }: { grantId: string; projectId: string | undefined },
): Promise<boolean> {
  const userId = actingUserId(ctx);
  const grant = await ctx.db.selectFrom("oauth_grants").select("user_id").where("id", "=", grantId).executeTakeFirst();
  const isOwn = userId === null || grant?.user_id === userId;
  if (projectId !== undefined && !isOwn) await requireRole(ctx, projectId, "admin");
  if (!grant || (projectId === undefined && !isOwn)) throw connectionNotFound();
  return isOwn;
}

async function requireReads(tx: Database, grantId: string, projectId: string): Promise<void> {
  const row = await tx
    .selectFrom("oauth_grant_projects")
    .select("grant_id")
    .where("grant_id", "=", grantId)
    .where("project_id", "=", projectId)
    .executeTakeFirst();
  if (!row) throw connectionNotFound();
}

function connectionNotFound(): NotFound {
  return new NotFound("No such connection.");
}
