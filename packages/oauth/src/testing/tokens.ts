import { hashSecret } from "@heliometer/core";
import type { TestServer } from "./server.ts";

/** What the MCP endpoint would find for an access token; null when it would answer 401. */
export async function lookUp(server: TestServer, token: string) {
  const row = await server.db
    .selectFrom("oauth_records")
    .innerJoin("oauth_grants", "oauth_grants.id", "oauth_records.grant_id")
    .select([
      "oauth_records.scopes",
      "oauth_records.audience",
      "oauth_grants.id as grantId",
      "oauth_grants.user_id as userId",
    ])
    .where("oauth_records.model", "=", "AccessToken")
    .where("oauth_records.id_hash", "=", hashSecret(token))
    .where("oauth_records.expires_at", ">", server.now())
    .where("oauth_grants.expires_at", ">", server.now())
    .executeTakeFirst();
  return row ?? null;
}
