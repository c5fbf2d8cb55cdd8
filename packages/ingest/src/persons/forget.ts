import type { Database, PersonKey } from "@heliometer/db";

/** Texts of one statement; SQLite takes tens of thousands. */
const KEYS_AT_ONCE = 500;

/** The visitor ids of the persons who are found by one of the keys. */
export async function findVisitorIds(
  db: Database,
  { projectId, keys }: { projectId: string; keys: readonly PersonKey[] },
): Promise<string[]> {
  const persons = await findPersons(db, { projectId, keys });
  if (persons.length === 0) return [];
  const rows = await db
    .selectFrom("person_keys")
    .select("key")
    .where("person_id", "in", persons)
    .where("kind", "=", "visitor")
    .orderBy("key")
    .execute();
  return rows.map(({ key }) => key);
}

/** Forgets the persons who are found by one of the keys: traits, user ids, addresses, and which visitors they are. */
export async function forgetPersons(
  db: Database,
  { projectId, keys }: { projectId: string; keys: readonly PersonKey[] },
): Promise<void> {
  const persons = await findPersons(db, { projectId, keys });
  if (persons.length > 0) await db.deleteFrom("persons").where("id", "in", persons).execute();
}

/** Forgets whom a project has not named since an instant. */
export async function sweepPersons(
  db: Database,
  { projectId, before }: { projectId: string; before: number },
): Promise<void> {
  await db.deleteFrom("persons").where("project_id", "=", projectId).where("updated_at", "<", before).execute();
}

async function findPersons(
  db: Database,
  { projectId, keys }: { projectId: string; keys: readonly PersonKey[] },
): Promise<string[]> {
  const found = new Set<string>();
  for (const [kind, own] of Map.groupBy(keys, (key) => key.kind)) {
    for (let start = 0; start < own.length; start += KEYS_AT_ONCE) {
      const rows = await db
        .selectFrom("person_keys")
        .select("person_id")
        .where("project_id", "=", projectId)
        .where("kind", "=", kind)
        .where(
          "key",
          "in",
          own.slice(start, start + KEYS_AT_ONCE).map(({ key }) => key),
        )
        .execute();
      for (const row of rows) found.add(row.person_id);
    }
  }
  return [...found];
}
