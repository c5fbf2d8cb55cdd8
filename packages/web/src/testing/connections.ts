import { newId } from "@heliometer/core";
import { NOW, type Site } from "./site.ts";

/** Stores a connection as the authorization server leaves it after a person approved. */
export async function addConnection(
  { db }: Site,
  { userId, clientName, projectIds }: { userId: string; clientName: string; projectIds: readonly string[] },
): Promise<string> {
  const clientId = newId();
  const grantId = newId();
  const instants = { created_at: NOW, last_used_at: NOW };
  await db
    .insertInto("oauth_clients")
    .values({ ...instants, id: clientId, name: clientName, redirect_host: "claude.ai", metadata: "{}" })
    .execute();
  await db
    .insertInto("oauth_grants")
    .values({
      ...instants,
      id: grantId,
      user_id: userId,
      client_id: clientId,
      scopes: "openid analytics:read revenue:read",
      payload: "{}",
      expires_at: null,
    })
    .execute();
  for (const projectId of projectIds) {
    await db.insertInto("oauth_grant_projects").values({ grant_id: grantId, project_id: projectId }).execute();
  }
  return grantId;
}
