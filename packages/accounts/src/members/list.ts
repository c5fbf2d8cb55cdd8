import { z } from "zod";
import type { Context } from "../context.ts";
import { Id, parseInput } from "../input.ts";
import { readRole, requireRole } from "../permissions.ts";
import type { MemberView } from "./view.ts";

const ListMembers = z.strictObject({ projectId: Id });
export type ListMembers = z.input<typeof ListMembers>;

/** The members of a project by e-mail address. Every member may see them. */
export async function listMembers(ctx: Context, input: ListMembers): Promise<MemberView[]> {
  const { projectId } = parseInput(ListMembers, input);
  await requireRole(ctx, projectId, "viewer");
  const rows = await ctx.db
    .selectFrom("memberships")
    .innerJoin("users", "users.id", "memberships.user_id")
    .select(["users.id", "users.email", "users.name", "memberships.role", "memberships.created_at"])
    .where("memberships.project_id", "=", projectId)
    .orderBy("users.email")
    .execute();
  return rows.map((row) => ({
    userId: row.id,
    email: row.email,
    name: row.name,
    role: readRole(row.role),
    addedAt: row.created_at,
  }));
}
