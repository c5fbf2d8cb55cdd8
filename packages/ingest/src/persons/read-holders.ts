import type { Database, PersonKey } from "@heliometer/db";
import type { Holders } from "./decide.ts";

/** Who holds these keys of a project. */
export async function readHolders(db: Database, projectId: string, keys: readonly PersonKey[]): Promise<Holders> {
  const held = await db
    .selectFrom("person_keys")
    .select(["kind", "person_id"])
    .where("project_id", "=", projectId)
    .where((where) => where.or(keys.map(({ kind, key }) => where.and({ kind, key }))))
    .execute();
  const holderOf = (kind: PersonKey["kind"]) => held.find((row) => row.kind === kind)?.person_id ?? null;
  const persons = [...new Set(held.map(({ person_id }) => person_id))];
  const known = persons.length === 0 ? [] : await readNames(db, persons);
  const withKind = (kind: PersonKey["kind"]) =>
    new Set(known.filter((row) => row.kind === kind).map(({ person_id }) => person_id));
  return {
    user: holderOf("user"),
    email: holderOf("email"),
    visitor: holderOf("visitor"),
    withUser: withKind("user"),
    withEmail: withKind("email"),
  };
}

function readNames(db: Database, persons: readonly string[]) {
  return db
    .selectFrom("person_keys")
    .select(["kind", "person_id"])
    .where("person_id", "in", persons)
    .where("kind", "in", ["user", "email"])
    .execute();
}
