import { type Access, hashSecret, KEY_PREFIXES, SCOPES, type Scope } from "@heliometer/core";
import { prepareQuery } from "@heliometer/db";
import type { Stores } from "../context.ts";
import { readStanding, settingValue } from "../instance/standing.ts";
import { listReachable } from "../projects/reachable.ts";
import { ACCESS_COLUMNS, toAccessibleProject } from "../projects/view.ts";
import { touchKey } from "./touch.ts";
import { readAccess } from "./view.ts";

/** A read-only key shows numbers and money, and nobody's name. */
const READ_SCOPES: readonly Scope[] = ["analytics:read", "revenue:read"];

/**
 * What a secret key or a personal token may do at this moment; null for a public, revoked or unknown one.
 * A secret key reaches its one project, a personal token every project of its user.
 */
export async function authenticateKey(stores: Stores, key: string): Promise<Access | null> {
  if (key.startsWith(KEY_PREFIXES.secret)) return authenticateSecretKey(stores, key);
  if (key.startsWith(KEY_PREFIXES.personal)) return authenticatePersonalToken(stores, key);
  return null;
}

async function authenticateSecretKey(stores: Stores, key: string): Promise<Access | null> {
  const [row] = await findSecretKey(stores.db, { secretHash: hashSecret(key) });
  if (!row) return null;
  await touchKey(stores, { id: row.key_id, last_used_at: row.last_used_at });
  const access = readAccess(row.access) === "full" ? "full" : "read";
  // A key belongs to its project, not to a person, so no person's role limits it.
  const scopes = access === "full" ? SCOPES : READ_SCOPES;
  const role = access === "full" ? "admin" : "viewer";
  return {
    actor: { kind: "secret_key", projectId: row.id, keyId: row.key_id, access },
    scopes,
    projects: [toAccessibleProject(row, { role, scopes })],
    standing: { ...readStanding({ ...row, is_operator: 0, highest_rank: null }), highestRole: role },
  };
}

// Every call with a key asks this; the instance's switch and cap are read by the same statement.
const findSecretKey = prepareQuery("secret-key", (db, wanted: { secretHash: string }) =>
  db
    .selectFrom("api_keys")
    .innerJoin("projects", "projects.id", "api_keys.project_id")
    .innerJoin("organizations", "organizations.id", "projects.organization_id")
    .select(ACCESS_COLUMNS)
    .select(["api_keys.id as key_id", "api_keys.access", "api_keys.last_used_at"])
    .select([settingValue("mcpEnabled").as("mcp_switch"), settingValue("maximumMcpPrivilege").as("mcp_cap")])
    .where("api_keys.secret_hash", "=", wanted.secretHash)
    .where("api_keys.kind", "=", "secret")
    .where("api_keys.revoked_at", "is", null),
);

async function authenticatePersonalToken(stores: Stores, key: string): Promise<Access | null> {
  const row = await stores.db
    .selectFrom("api_keys")
    .select(["id", "user_id", "last_used_at"])
    .where("secret_hash", "=", hashSecret(key))
    .where("kind", "=", "personal")
    .where("revoked_at", "is", null)
    .executeTakeFirst();
  if (!row?.user_id) return null;
  await touchKey(stores, row);
  const projects = await listReachable(stores, row.user_id);
  return {
    actor: { kind: "personal_token", userId: row.user_id, keyId: row.id },
    scopes: SCOPES,
    projects,
  };
}
