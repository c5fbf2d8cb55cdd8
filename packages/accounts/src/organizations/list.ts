import { PLANS, type Plan } from "@heliometer/core";
import type { Context } from "../context.ts";
import { actingUserId, isOperator, requireOperator } from "../permissions.ts";

/** An organization. `createdAt`: milliseconds since the epoch. */
export interface OrganizationView {
  id: string;
  name: string;
  plan: Plan;
  createdAt: number;
  projects: number;
}

/** Every organization of the instance, by name. Operators only. */
export async function listOrganizations(ctx: Context): Promise<OrganizationView[]> {
  await requireOperator(ctx);
  const rows = await ctx.db
    .selectFrom("organizations")
    .leftJoin("projects", "projects.organization_id", "organizations.id")
    .select(["organizations.id", "organizations.name", "organizations.plan", "organizations.created_at"])
    .select((column) => column.fn.count<number>("projects.id").as("projects"))
    .groupBy(["organizations.id", "organizations.name", "organizations.plan", "organizations.created_at"])
    .orderBy("organizations.name")
    .execute();
  return rows.map(({ id, name, plan, created_at, projects }) => ({
    id,
    name,
    plan: PLANS.find((known) => known === plan) ?? "free",
    createdAt: created_at,
    projects: Number(projects),
  }));
}

/** The organizations that the acting user may add a project to, by name: of operators all, of others where they own one. */
export async function listOpenOrganizations(ctx: Context): Promise<{ id: string; name: string }[]> {
  const userId = actingUserId(ctx);
  const mayAll = userId === null || (await isOperator(ctx, userId));
  return ctx.db
    .selectFrom("organizations")
    .select(["id", "name"])
    .$if(!mayAll, (query) =>
      query.where("id", "in", (owned) =>
        owned
          .selectFrom("memberships")
          .innerJoin("projects", "projects.id", "memberships.project_id")
          .select("projects.organization_id")
          .where("memberships.user_id", "=", userId ?? "")
          .where("memberships.role", "=", "owner"),
      ),
    )
    .orderBy("name")
    .execute();
}
