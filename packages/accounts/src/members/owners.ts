import { Conflict, Forbidden, type Role } from "@heliometer/core";
import type { Database } from "@heliometer/db";
import type { Context } from "../context.ts";
import { readRole } from "../permissions.ts";

/** Only owners make and unmake owners: an admin cannot take a project over. */
export function requireOwnerFor(acting: Role, roles: readonly (Role | null)[]): void {
  if (acting === "owner" || !roles.includes("owner")) return;
  throw new Forbidden("Only an owner of the project can add, change or remove an owner.");
}

/** @throws Conflict when the project would be left without an owner. Runs in the transaction of the change. */
export async function requireOtherOwner(tx: Database, projectId: string, userId: string): Promise<void> {
  const owners = await tx
    .selectFrom("memberships")
    .select("user_id")
    .where("project_id", "=", projectId)
    .where("role", "=", "owner")
    .execute();
  if (owners.some((owner) => owner.user_id !== userId)) return;
  throw new Conflict("A project needs an owner. Make somebody else an owner of it first.");
}

/** The role of a member, or null. */
export async function findMembership(
  ctx: Pick<Context, "db">,
  projectId: string,
  userId: string,
): Promise<Role | null> {
  const row = await ctx.db
    .selectFrom("memberships")
    .select("role")
    .where("project_id", "=", projectId)
    .where("user_id", "=", userId)
    .executeTakeFirst();
  return row ? readRole(row.role) : null;
}

/**
 * Makes changes to the members of one project take turns: on Postgres two owners could otherwise remove each other at
 * the same instant. The no-op update holds the project's row until the transaction ends.
 */
export async function holdMembers(tx: Database, projectId: string): Promise<void> {
  await tx
    .updateTable("projects")
    .set((column) => ({ name: column.ref("name") }))
    .where("id", "=", projectId)
    .execute();
}
