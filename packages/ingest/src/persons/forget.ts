import { type Database, inTransaction } from "@heliometer/db";

/**
 * Forgets who a visitor is: the person with user id, e-mail address and traits, and that their visitor ids belong
 * together. Returns those ids, the one that was asked for among them, for whoever erases what they did.
 */
export async function forgetPerson(
  db: Database,
  { projectId, visitorId }: { projectId: string; visitorId: string },
): Promise<string[]> {
  return inTransaction(db, async (tx) => {
    const held = await tx
      .selectFrom("person_keys")
      .select("person_id")
      .where("project_id", "=", projectId)
      .where("kind", "=", "visitor")
      .where("key", "=", visitorId)
      .executeTakeFirst();
    if (!held) return [visitorId];
    const visitors = await tx
      .selectFrom("person_keys")
      .select("key")
      .where("person_id", "=", held.person_id)
      .where("kind", "=", "visitor")
      .orderBy("key")
      .execute();
    await tx.deleteFrom("persons").where("id", "=", held.person_id).execute();
    return visitors.map(({ key }) => key);
  });
}
