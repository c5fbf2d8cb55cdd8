import type { Database } from "@heliometer/db";
import { readTraits } from "./traits.ts";

/** A person as this installation knows them. */
export interface KnownPerson {
  readonly personId: string;
  /** The visitor id that their other ids have become. */
  readonly visitorId: string;
  readonly traits: Readonly<Record<string, unknown>>;
}

interface Place {
  readonly projectId: string;
}

/** The person behind a visitor's id; null where nobody has said who that is. */
export async function findPersonOfVisitor(
  db: Database,
  { projectId, visitorId }: Place & { visitorId: string },
): Promise<KnownPerson | null> {
  const row = await db
    .selectFrom("person_keys")
    .innerJoin("persons", "persons.id", "person_keys.person_id")
    .select(["persons.id", "persons.visitor_id", "persons.traits"])
    .where("person_keys.project_id", "=", projectId)
    .where("person_keys.kind", "=", "visitor")
    .where("person_keys.key", "=", visitorId)
    .executeTakeFirst();
  return row ? toPerson(row) : null;
}

/** The person with this `hm_usr_…`; null where there is none in the project. */
export async function findPersonById(
  db: Database,
  { projectId, personId }: Place & { personId: string },
): Promise<KnownPerson | null> {
  const row = await db
    .selectFrom("persons")
    .select(["id", "visitor_id", "traits"])
    .where("project_id", "=", projectId)
    .where("id", "=", personId)
    .executeTakeFirst();
  return row ? toPerson(row) : null;
}

function toPerson(row: { id: string; visitor_id: string; traits: string }): KnownPerson {
  return { personId: row.id, visitorId: row.visitor_id, traits: readTraits(row.traits) };
}
