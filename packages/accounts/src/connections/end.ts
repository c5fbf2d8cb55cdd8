import type { Database } from "@heliometer/db";

/** Ends one connection with every token of it. */
export async function endGrant(tx: Database, grantId: string): Promise<void> {
  await tx.deleteFrom("oauth_records").where("grant_id", "=", grantId).execute();
  await tx.deleteFrom("oauth_grant_projects").where("grant_id", "=", grantId).execute();
  await tx.deleteFrom("oauth_grants").where("id", "=", grantId).execute();
}

/** Ends all connections of a user; returns how many there were. */
export async function endGrantsOf(tx: Database, userId: string): Promise<number> {
  const grants = () => tx.selectFrom("oauth_grants").select("id").where("user_id", "=", userId);
  await tx.deleteFrom("oauth_records").where("grant_id", "in", grants()).execute();
  await tx.deleteFrom("oauth_grant_projects").where("grant_id", "in", grants()).execute();
  const ended = await tx.deleteFrom("oauth_grants").where("user_id", "=", userId).executeTakeFirst();
  return Number(ended.numDeletedRows);
}

/**
 * Takes a project out of the connections of one user, or of everybody. A connection that reads nothing any more ends:
 * its token would open an empty room.
 */
export async function takeOutProject(
  tx: Database,
  { projectId, userId }: { projectId: string; userId: string | null },
): Promise<void> {
  const touched = await tx
    .selectFrom("oauth_grant_projects as chosen")
    .innerJoin("oauth_grants as grant", "grant.id", "chosen.grant_id")
    .select("grant.id")
    .where("chosen.project_id", "=", projectId)
    .$if(userId !== null, (query) => query.where("grant.user_id", "=", userId))
    .execute();
  for (const { id } of touched) await takeOutOf(tx, { grantId: id, projectId });
}

/** Takes a project out of one connection; returns whether that ended it. */
export async function takeOutOf(
  tx: Database,
  { grantId, projectId }: { grantId: string; projectId: string },
): Promise<boolean> {
  await tx
    .deleteFrom("oauth_grant_projects")
    .where("grant_id", "=", grantId)
    .where("project_id", "=", projectId)
    .execute();
  const rest = await tx
    .selectFrom("oauth_grant_projects")
    .select("grant_id")
    .where("grant_id", "=", grantId)
    .limit(1)
    .executeTakeFirst();
  if (rest) return false;
  await endGrant(tx, grantId);
  return true;
}
