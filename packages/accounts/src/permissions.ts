import { Forbidden, NotFound, ROLES, type Role, roleAtLeast } from "@heliometer/core";
import type { Context } from "./context.ts";

/** The user behind a browser session, or null for the operator at the command line. */
export function actingUserId(ctx: Context): string | null {
  if (ctx.actor.kind === "operator") return null;
  if (ctx.actor.kind === "user") return ctx.actor.userId;
  // Keys, personal tokens and connections read reports. None of them may look at accounts or change them.
  throw new Forbidden("Keys, tokens and connections cannot do this. Sign in to Heliometer in a browser.");
}

/** The acting user, for what only a person can do. */
export function requireUser(ctx: Context): string {
  const userId = actingUserId(ctx);
  if (userId === null) throw new Forbidden("This needs a signed-in user; the command line has none.");
  return userId;
}

/** Lets the command line and users who are operators pass. */
export async function requireOperator(ctx: Context): Promise<void> {
  const userId = actingUserId(ctx);
  if (userId === null || (await isOperator(ctx, userId))) return;
  throw new Forbidden("Only an operator of this instance can do this.");
}

/**
 * Lets pass who holds at least `needed` in the project, and operators, and returns the role that holds.
 * @throws NotFound for everyone who is not a member: they cannot tell a foreign project from an absent one.
 * @throws Forbidden for members with a lower role.
 */
export async function requireRole(ctx: Context, projectId: string, needed: Role): Promise<Role> {
  const userId = actingUserId(ctx);
  const project = await ctx.db.selectFrom("projects").select("id").where("id", "=", projectId).executeTakeFirst();
  if (!project) throw projectNotFound();
  if (userId === null) return "owner";
  const role = await findRole(ctx, userId, projectId);
  if (role && roleAtLeast(role, needed)) return role;
  if (await isOperator(ctx, userId)) return "owner";
  if (!role) throw projectNotFound();
  throw new Forbidden(
    `This needs the role ${needed} in this project; yours is ${role}. An admin of it can change that.`,
  );
}

export function projectNotFound(): NotFound {
  return new NotFound("No such project, or you are not a member of it.");
}

/** A role as it was stored; anything unknown is the lowest. */
export function readRole(text: string): Role {
  return ROLES.find((role) => role === text) ?? "viewer";
}

export async function isOperator(ctx: Pick<Context, "db">, userId: string): Promise<boolean> {
  const user = await ctx.db.selectFrom("users").select("is_operator").where("id", "=", userId).executeTakeFirst();
  return user?.is_operator === 1;
}

async function findRole(ctx: Context, userId: string, projectId: string): Promise<Role | null> {
  const row = await ctx.db
    .selectFrom("memberships")
    .select("role")
    .where("user_id", "=", userId)
    .where("project_id", "=", projectId)
    .executeTakeFirst();
  return row ? readRole(row.role) : null;
}
