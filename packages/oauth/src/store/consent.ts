import { NotFound, SCOPES, type Scope } from "@heliometer/core";
import { type Database, inTransaction } from "@heliometer/db";
import { writeGrant } from "./grants.ts";

/** A person's yes, ready to be stored. */
interface Consent {
  grantId: string;
  userId: string;
  clientId: string;
  /** Where the browser goes afterwards; the connection is listed with it. */
  redirectHost: string;
  requested: readonly Scope[];
  scopes: readonly Scope[];
  projectIds: readonly string[];
}

interface StoreConsent {
  db: Database;
  now: number;
  resource: string;
  consent: Consent;
}

/**
 * Writes the grant, its projects and the use of the client in one transaction; returns the id of the grant.
 * @throws NotFound when the user is not a member of one of the projects, or the client is gone
 */
export async function storeConsent({ db, now, resource, consent }: StoreConsent): Promise<string> {
  return inTransaction(db, async (tx) => {
    await requireMemberships(tx, consent);
    // First of the writes: from here on the client is in use, and no sweep takes it.
    await touchClient(tx, consent, now);
    const earlier = await findEarlierScopes(tx, consent);
    const kept = earlier.filter((scope) => !consent.requested.includes(scope));
    const scopes = SCOPES.filter((scope) => consent.scopes.includes(scope) || kept.includes(scope));
    if (earlier.some((scope) => !scopes.includes(scope))) await endAccessTokens(tx, consent.grantId);
    await writeGrant(tx, { grant: { ...consent, id: consent.grantId, scopes }, resource, now });
    await replaceProjects(tx, consent);
    return consent.grantId;
  });
}

async function requireMemberships(tx: Database, { userId, projectIds }: Consent): Promise<void> {
  const rows = await tx
    .selectFrom("memberships")
    .select("project_id")
    .where("user_id", "=", userId)
    .where("project_id", "in", projectIds)
    .execute();
  if (rows.length !== projectIds.length) throw new NotFound("One of the chosen projects does not exist.");
}

async function touchClient(tx: Database, { clientId, redirectHost }: Consent, now: number): Promise<void> {
  const touched = await tx
    .updateTable("oauth_clients")
    .set({ last_used_at: now, redirect_host: redirectHost })
    .where("id", "=", clientId)
    .executeTakeFirst();
  if (touched.numUpdatedRows === 0n) {
    throw new NotFound("The app is not registered here any more. Remove Heliometer from it, then add it again.");
  }
}

/** What the same grant held before. Scopes that this request does not ask about stay: a step-up adds to a connection. */
async function findEarlierScopes(tx: Database, { grantId, userId, clientId }: Consent): Promise<Scope[]> {
  const row = await tx
    .selectFrom("oauth_grants")
    .select("scopes")
    .where("id", "=", grantId)
    .where("user_id", "=", userId)
    .where("client_id", "=", clientId)
    .executeTakeFirst();
  const scopes = row?.scopes.split(" ") ?? [];
  return SCOPES.filter((scope) => scopes.includes(scope));
}

/** A scope was taken back: tokens that carry it end, and the next refresh gives what is left. */
async function endAccessTokens(tx: Database, grantId: string): Promise<void> {
  await tx.deleteFrom("oauth_records").where("model", "=", "AccessToken").where("grant_id", "=", grantId).execute();
}

async function replaceProjects(tx: Database, { grantId, projectIds }: Consent): Promise<void> {
  await tx.deleteFrom("oauth_grant_projects").where("grant_id", "=", grantId).execute();
  await tx
    .insertInto("oauth_grant_projects")
    .values(projectIds.map((projectId) => ({ grant_id: grantId, project_id: projectId })))
    .execute();
}
