import { NotFound } from "@heliometer/core";
import { z } from "zod";
import type { Context } from "../context.ts";
import { Id, parseInput } from "../input.ts";
import { actingUserId, isOperator, requireRole } from "../permissions.ts";
import { keysEnded } from "./changes.ts";

const RevokeKey = z.strictObject({ keyId: Id });
export type RevokeKey = z.input<typeof RevokeKey>;

/**
 * Ends a key at once; it stays in the list, marked. A second time changes nothing. Admins of the key's project; a
 * personal token is ended by its user or an operator.
 * @throws NotFound when it is absent or foreign.
 */
export async function revokeKey(ctx: Context, input: RevokeKey): Promise<void> {
  const userId = actingUserId(ctx);
  const { keyId } = parseInput(RevokeKey, input);
  const key = await ctx.db
    .selectFrom("api_keys")
    .select(["project_id", "user_id"])
    .where("id", "=", keyId)
    .executeTakeFirst();
  if (!key) throw keyNotFound();
  if (key.project_id !== null) await requireAdminOfKey(ctx, key.project_id);
  else if (userId !== null && key.user_id !== userId && !(await isOperator(ctx, userId))) throw keyNotFound();
  await ctx.db
    .updateTable("api_keys")
    .set({ revoked_at: ctx.clock() })
    .where("id", "=", keyId)
    .where("revoked_at", "is", null)
    .execute();
  keysEnded.announce(ctx.db);
}

async function requireAdminOfKey(ctx: Context, projectId: string): Promise<void> {
  try {
    await requireRole(ctx, projectId, "admin");
  } catch (error) {
    // The caller named a key, not a project: a foreign key looks like an absent one.
    throw error instanceof NotFound ? keyNotFound() : error;
  }
}

function keyNotFound(): NotFound {
  return new NotFound("No such key.");
}
