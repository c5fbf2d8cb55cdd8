import { hashSecret, newId, newSecret } from "@heliometer/core";
import type { World } from "./world.ts";

export const RESOURCE = "https://heliometer.example.com/api/v1/mcp";
const HOUR_MS = 3_600_000;

export interface TestGrant {
  id: string;
  clientId: string;
  /** A living access token of the grant. */
  token: string;
}

export interface GrantOptions {
  userId: string;
  projects: readonly { id: string }[];
  /** Of the token, as the authorization server writes them. */
  scopes?: string;
  audience?: string;
  /** From now on, in milliseconds. */
  tokenLifeMs?: number;
  grantLifeMs?: number | null;
}

/** Writes a grant, its projects, an access token and a refresh token, as the authorization server does. */
export async function addGrant({ db, operator }: World, options: GrantOptions): Promise<TestGrant> {
  const now = operator.clock();
  const grant = { id: newId(), clientId: newId(), token: newSecret() };
  const scopes = options.scopes ?? "offline_access analytics:read revenue:read";
  const grantLifeMs = options.grantLifeMs === undefined ? HOUR_MS : options.grantLifeMs;
  const client = { id: grant.clientId, name: "Test assistant", redirect_host: "assistant.example.com" };
  await db
    .insertInto("oauth_clients")
    .values({ ...client, metadata: "{}", created_at: now, last_used_at: null })
    .execute();
  await db
    .insertInto("oauth_grants")
    .values({
      id: grant.id,
      user_id: options.userId,
      client_id: grant.clientId,
      scopes,
      payload: "{}",
      created_at: now,
      last_used_at: null,
      expires_at: grantLifeMs === null ? null : now + grantLifeMs,
    })
    .execute();
  const chosen = options.projects.map(({ id }) => ({ grant_id: grant.id, project_id: id }));
  if (chosen.length > 0) await db.insertInto("oauth_grant_projects").values(chosen).execute();
  const record = { payload: "{}", grant_id: grant.id, uid: null, consumed_at: null, created_at: now };
  const expiresAt = now + (options.tokenLifeMs ?? HOUR_MS);
  const access = { scopes, audience: options.audience ?? RESOURCE, expires_at: expiresAt };
  await db
    .insertInto("oauth_records")
    .values([
      { model: "AccessToken", id_hash: hashSecret(grant.token), ...record, ...access },
      { model: "RefreshToken", id_hash: hashSecret(newSecret()), ...record, ...access },
    ])
    .execute();
  return grant;
}
