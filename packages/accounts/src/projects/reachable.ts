import type { AccessibleProject } from "@heliometer/core";
import type { Stores } from "../context.ts";
import { readRole } from "../permissions.ts";
import { scopesOf } from "../scopes.ts";
import { ACCESS_COLUMNS, toAccessibleProject } from "./view.ts";

/** Every project that a user is a member of at this moment, by name. */
export async function listReachable({ db }: Pick<Stores, "db">, userId: string): Promise<AccessibleProject[]> {
  const rows = await db
    .selectFrom("memberships")
    .innerJoin("projects", "projects.id", "memberships.project_id")
    .innerJoin("organizations", "organizations.id", "projects.organization_id")
    .select(ACCESS_COLUMNS)
    .select("memberships.role")
    .where("memberships.user_id", "=", userId)
    .orderBy("projects.name")
    .orderBy("projects.id")
    .execute();
  return rows.map((row) => {
    const role = readRole(row.role);
    return toAccessibleProject(row, { role, scopes: scopesOf(role) });
  });
}
