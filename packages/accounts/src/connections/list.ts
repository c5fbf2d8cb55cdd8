import { roleAtLeast } from "@heliometer/core";
import { z } from "zod";
import { countRecentCalls } from "../calls/recent.ts";
import type { Context } from "../context.ts";
import { Id, parseInput } from "../input.ts";
import { actingUserId, requireRole, requireUser } from "../permissions.ts";
import { type ConnectionView, readScopes } from "./view.ts";

const ListConnections = z.strictObject({ projectId: Id });
export type ListConnections = z.input<typeof ListConnections>;

/**
 * The living connections that read a project, the newest first. Admins see everybody's, other members their own. Of a
 * connection's further projects each viewer sees those that are theirs as well.
 */
export async function listConnections(ctx: Context, input: ListConnections): Promise<ConnectionView[]> {
  const { projectId } = parseInput(ListConnections, input);
  const role = await requireRole(ctx, projectId, "viewer");
  const userId = actingUserId(ctx);
  const grants = await selectGrants(ctx)
    .where("grant.id", "in", grantsOf(ctx, projectId))
    .$if(userId !== null && !roleAtLeast(role, "admin"), (query) => query.where("grant.user_id", "=", userId))
    .execute();
  return withProjects(ctx, grants, projectId);
}

/** The acting user's living connections, the newest first. */
export async function listOwnConnections(ctx: Context): Promise<ConnectionView[]> {
  const userId = requireUser(ctx);
  const grants = await selectGrants(ctx).where("grant.user_id", "=", userId).execute();
  return withProjects(ctx, grants, null);
}

type GrantRow = Awaited<ReturnType<ReturnType<typeof selectGrants>["execute"]>>[number];

function selectGrants(ctx: Context) {
  return ctx.db
    .selectFrom("oauth_grants as grant")
    .innerJoin("users", "users.id", "grant.user_id")
    .innerJoin("oauth_clients as client", "client.id", "grant.client_id")
    .select(["grant.id", "grant.client_id", "grant.scopes", "grant.created_at", "grant.last_used_at"])
    .select(["users.id as user_id", "users.email", "client.name as client_name", "client.redirect_host"])
    .where((where) => where.or([where("grant.expires_at", "is", null), where("grant.expires_at", ">", ctx.clock())]))
    .orderBy("grant.created_at", "desc")
    .orderBy("grant.id");
}

function grantsOf(ctx: Context, projectId: string) {
  return ctx.db.selectFrom("oauth_grant_projects").select("grant_id").where("project_id", "=", projectId);
}

async function withProjects(ctx: Context, grants: GrantRow[], projectId: string | null): Promise<ConnectionView[]> {
  if (grants.length === 0) return [];
  const viewer = actingUserId(ctx);
  const chosen = await ctx.db
    .selectFrom("oauth_grant_projects as chosen")
    .innerJoin("projects", "projects.id", "chosen.project_id")
    .select(["chosen.grant_id", "projects.id", "projects.name"])
    .where(
      "chosen.grant_id",
      "in",
      grants.map(({ id }) => id),
    )
    .orderBy("projects.name")
    .execute();
  const calls = await countRecentCalls(ctx, { credentialIds: grants.map(({ id }) => id), projectId });
  const visible = viewer === null ? null : await membershipsOf(ctx, viewer);
  return grants.map((grant) => ({
    grantId: grant.id,
    clientName: grant.client_name,
    clientId: grant.client_id,
    redirectHost: grant.redirect_host,
    userEmail: grant.email,
    userId: grant.user_id,
    scopes: readScopes(grant.scopes),
    projects: chosen
      .filter(({ grant_id, id }) => grant_id === grant.id && (id === projectId || visible === null || visible.has(id)))
      .map(({ id, name }) => ({ id, name })),
    createdAt: grant.created_at,
    lastUsedAt: grant.last_used_at,
    recentCalls: calls.get(grant.id) ?? 0,
  }));
}

async function membershipsOf(ctx: Context, userId: string): Promise<ReadonlySet<string>> {
  const rows = await ctx.db.selectFrom("memberships").select("project_id").where("user_id", "=", userId).execute();
  return new Set(rows.map(({ project_id }) => project_id));
}
