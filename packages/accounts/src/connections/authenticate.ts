import { type Access, type AccessibleProject, hashSecret, type Scope } from "@heliometer/core";
import { type Database, gatherQuestions, isAmong, prepareQuery } from "@heliometer/db";
import type { Stores } from "../context.ts";
import { highestRank, readStanding, settingValue } from "../instance/standing.ts";
import { readRole } from "../permissions.ts";
import { ACCESS_COLUMNS, toAccessibleProject } from "../projects/view.ts";
import { heldScopes } from "../scopes.ts";
import { isTouchDue, TOUCH_INTERVAL_MS } from "../touch.ts";
import { readScopes } from "./view.ts";

export interface PresentedToken {
  token: string;
  /** The resource that is asked, as an absolute URL: a token for another one is no token here (RFC 8707). */
  resource: string;
}

/**
 * What an OAuth access token may do at this moment; null when it is unknown, expired, for another resource, or when its
 * grant is gone. `projects` may be empty: the user may have left them since. Of each project it reads what was granted,
 * as far as the user's role in it goes today.
 *
 * Token, grant, chosen projects, memberships, plans, switches and the privilege cap are read in one statement, so an
 * answer never mixes two states of the store.
 */
export async function authenticateToken(stores: Stores, { token, resource }: PresentedToken): Promise<Access | null> {
  const found = await findToken(stores.db, hashSecret(token));
  const now = stores.clock();
  const rows = found.filter((row) => isGood(row, { resource, now }));
  const [first] = rows;
  if (!first) return null;
  await touchGrant(stores, { id: first.grant_id, lastUsedAt: first.last_used_at });
  const granted = readScopes(first.grant_scopes);
  const given = readScopes(first.scopes ?? "").filter((scope) => granted.includes(scope));
  const projects = rows.flatMap((row) => toProject(row, given));
  return {
    actor: { kind: "connection", userId: first.user_id, grantId: first.grant_id, clientId: first.client_id },
    scopes: given,
    projects,
    standing: readStanding(first),
  };
}

// Every call of an assistant asks this.
const selectTokens = prepareQuery("access-token", selectToken);
type TokenRow = Awaited<ReturnType<typeof selectTokens>>[number];
const findToken = gatherQuestions({
  ask: (db, hashes) => selectTokens(db, { hashes }),
  keyOf: ({ id_hash }: TokenRow) => id_hash,
});

/** Whether a stored token may be used for this resource at this moment. */
function isGood(row: TokenRow, { resource, now }: { resource: string; now: number }): boolean {
  if (row.audience !== resource || row.token_expires_at === null || row.token_expires_at <= now) return false;
  return row.grant_expires_at === null || row.grant_expires_at > now;
}

function selectToken(db: Database, { hashes }: { hashes: string }) {
  return db
    .selectFrom("oauth_records as token")
    .innerJoin("oauth_grants as grant", "grant.id", "token.grant_id")
    .innerJoin("users", "users.id", "grant.user_id")
    .leftJoin("oauth_grant_projects as chosen", "chosen.grant_id", "grant.id")
    .leftJoin("memberships", (join) =>
      join.onRef("memberships.project_id", "=", "chosen.project_id").onRef("memberships.user_id", "=", "users.id"),
    )
    .leftJoin("projects", "projects.id", "memberships.project_id")
    .leftJoin("organizations", "organizations.id", "projects.organization_id")
    .select(["grant.id as grant_id", "grant.client_id", "grant.last_used_at", "grant.scopes as grant_scopes"])
    .select(["users.id as user_id", "users.is_operator", "token.id_hash", "token.scopes", "token.audience"])
    .select(["token.expires_at as token_expires_at", "grant.expires_at as grant_expires_at"])
    .select([settingValue("mcpEnabled").as("mcp_switch"), settingValue("maximumMcpPrivilege").as("mcp_cap")])
    .select(highestRank("users.id").as("highest_rank"))
    .select(ACCESS_COLUMNS)
    .select("memberships.role")
    .where("token.model", "=", "AccessToken")
    .where(isAmong(db, "token.id_hash", hashes))
    .orderBy("projects.name")
    .orderBy("projects.id");
}

/** A chosen project of which the user is no longer a member leaves a row without one. */
function toProject(row: TokenRow, given: readonly Scope[]): AccessibleProject[] {
  const { id, name, timezone, currency, week_start, mcp_enabled, plan, role } = row;
  if (id === null || name === null || timezone === null || currency === null) return [];
  if (week_start === null || mcp_enabled === null || plan === null || role === null) return [];
  const held = readRole(role);
  const columns = { id, name, timezone, currency, week_start, mcp_enabled, plan };
  return [toAccessibleProject(columns, { role: held, scopes: heldScopes(given, held) })];
}

async function touchGrant({ db, clock }: Stores, grant: { id: string; lastUsedAt: number | null }): Promise<void> {
  const now = clock();
  if (!isTouchDue(grant.lastUsedAt, now)) return;
  await db
    .updateTable("oauth_grants")
    .set({ last_used_at: now })
    .where("id", "=", grant.id)
    .where((where) =>
      where.or([where("last_used_at", "is", null), where("last_used_at", "<=", now - TOUCH_INTERVAL_MS)]),
    )
    .execute();
}
