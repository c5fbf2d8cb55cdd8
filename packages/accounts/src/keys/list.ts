import { z } from "zod";
import type { Context } from "../context.ts";
import { Id, parseInput } from "../input.ts";
import { requireRole, requireUser } from "../permissions.ts";
import { type KeyView, toKeyView } from "./view.ts";

const ListKeys = z.strictObject({ projectId: Id });
export type ListKeys = z.input<typeof ListKeys>;

/** The keys of a project, the newest first, revoked ones too. Admins of the project. */
export async function listKeys(ctx: Context, input: ListKeys): Promise<KeyView[]> {
  const { projectId } = parseInput(ListKeys, input);
  await requireRole(ctx, projectId, "admin");
  const rows = await ctx.db
    .selectFrom("api_keys")
    .selectAll()
    .where("project_id", "=", projectId)
    .orderBy("created_at", "desc")
    .orderBy("id")
    .execute();
  return rows.map(toKeyView);
}

/** The acting user's personal tokens, the newest first, revoked ones too. */
export async function listOwnKeys(ctx: Context): Promise<KeyView[]> {
  const userId = requireUser(ctx);
  const rows = await ctx.db
    .selectFrom("api_keys")
    .selectAll()
    .where("user_id", "=", userId)
    .orderBy("created_at", "desc")
    .orderBy("id")
    .execute();
  return rows.map(toKeyView);
}
