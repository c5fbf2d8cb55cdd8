import { SCOPES } from "@heliometer/core";
import { type Database, inTransaction, prepareQuery } from "@heliometer/db";
import type { Adapter, AdapterPayload } from "oidc-provider";
import { OFFLINE_ACCESS } from "../metadata.ts";
import type { StoreContext } from "./context.ts";

/** How long one consent lasts, however often the token is refreshed. */
export const GRANT_TTL_SECONDS = 365 * 24 * 60 * 60;

/** What a person allowed a client. */
export interface GrantFacts {
  id: string;
  userId: string;
  clientId: string;
  /** Granted scopes of the resource. */
  scopes: readonly string[];
  /** Everything that was requested; what is not granted counts as refused. */
  requested: readonly string[];
}

const findGrant = prepareQuery("oauth-grant", (db, { id, now }: { id: string; now: number }) =>
  db
    .selectFrom("oauth_grants")
    .select("payload")
    .where("id", "=", id)
    .where((is) => is.or([is("expires_at", "is", null), is("expires_at", ">", now)])),
);

/** Grants, with their own table; deleting one ends every token of it. */
export function grantStore({ db, clock, renewals }: StoreContext): Adapter {
  async function find(id: string): Promise<AdapterPayload | undefined> {
    const renewed = renewals.current()?.grant;
    const [row] = renewed?.id === id ? [renewed] : await findGrant(db, { id, now: clock() });
    return row && { ...JSON.parse(row.payload), jti: id };
  }

  async function destroy(id: string): Promise<void> {
    await inTransaction(db, (tx) => deleteGrant(tx, id));
  }

  return {
    find,
    destroy,
    // Only a person's yes makes a grant: see `writeGrant`.
    upsert: () => Promise.reject(new Error("A grant is written by a consent alone.")),
    consume: () => Promise.reject(new Error("A grant is not consumed.")),
    findByUid: async () => undefined,
    findByUserCode: async () => undefined,
    revokeByGrantId: destroy,
  };
}

/** Writes a grant, or renews one with the same id: a new consent lasts a full term again. */
export async function writeGrant(
  tx: Database,
  { grant, resource, now }: { grant: GrantFacts; resource: string; now: number },
): Promise<void> {
  const columns = {
    scopes: grant.scopes.join(" "),
    payload: JSON.stringify(grantPayload({ grant, resource, now })),
    expires_at: now + GRANT_TTL_SECONDS * 1000,
  };
  await tx
    .insertInto("oauth_grants")
    .values({
      id: grant.id,
      user_id: grant.userId,
      client_id: grant.clientId,
      ...columns,
      created_at: now,
      last_used_at: null,
    })
    .onConflict((conflict) => conflict.column("id").doUpdateSet(columns))
    .execute();
}

/** Deletes a grant with everything that hangs on it. */
async function deleteGrant(tx: Database, id: string): Promise<void> {
  await tx.deleteFrom("oauth_records").where("grant_id", "=", id).execute();
  await tx.deleteFrom("oauth_grant_projects").where("grant_id", "=", id).execute();
  await tx.deleteFrom("oauth_grants").where("id", "=", id).execute();
}

/**
 * The library's own form of a grant. It asks for consent again until each requested scope is either granted or refused,
 * and it counts our scopes twice: as scopes of the server (`openid`) and of the resource.
 */
function grantPayload({ grant, resource, now }: { grant: GrantFacts; resource: string; now: number }): AdapterPayload {
  const refused = SCOPES.filter((scope) => grant.requested.includes(scope) && !grant.scopes.includes(scope));
  const issuedAt = Math.floor(now / 1000);
  return {
    kind: "Grant",
    iat: issuedAt,
    exp: issuedAt + GRANT_TTL_SECONDS,
    accountId: grant.userId,
    clientId: grant.clientId,
    openid: { scope: [...grant.scopes, OFFLINE_ACCESS].join(" ") },
    resources: { [resource]: grant.scopes.join(" ") },
    ...(refused.length > 0
      ? { rejected: { openid: { scope: refused.join(" ") }, resources: { [resource]: refused.join(" ") } } }
      : {}),
  };
}
