import { NotFound } from "@heliometer/core";
import { type Database, inTransaction } from "@heliometer/db";
import { z } from "zod";
import type { Context } from "../context.ts";
import { Id, parseInput } from "../input.ts";
import { actingUserId, requireRole } from "../permissions.ts";

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
  const userId = actingUserId(ctx);
  const { grantId, projectId } = parseInput(RevokeConnection, input);
  const grant = await ctx.db.selectFrom("oauth_grants").select("user_id").where("id", "=", grantId).executeTakeFirst();
  const mayEndAll = userId === null || grant?.user_id === userId;
  if (projectId !== undefined && !mayEndAll) await requireRole(ctx, projectId, "admin");
  if (!grant || (projectId === undefined && !mayEndAll)) throw connectionNotFound();
  return inTransaction(ctx.db, async (tx) => {
    if (projectId !== undefined) await requireReads(tx, grantId, projectId);
    if (projectId !== undefined && !mayEndAll) {
      await tx
        .deleteFrom("oauth_grant_projects")
        .where("grant_id", "=", grantId)
        .where("project_id", "=", projectId)
        .execute();
      if (await readsAnything(tx, grantId)) return { ended: false };
    }
    await endGrant(tx, grantId);
    return { ended: true };
  });
}

async function endGrant(tx: Database, grantId: string): Promise<void> {
  await tx.deleteFrom("oauth_records").where("grant_id", "=", grantId).execute();
  await tx.deleteFrom("oauth_grant_projects").where("grant_id", "=", grantId).execute();
  await tx.deleteFrom("oauth_grants").where("id", "=", grantId).execute();
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

async function readsAnything(tx: Database, grantId: string): Promise<boolean> {
  const row = await tx
    .selectFrom("oauth_grant_projects")
    .select("grant_id")
    .where("grant_id", "=", grantId)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

function connectionNotFound(): NotFound {
  return new NotFound("No such connection.");
}
