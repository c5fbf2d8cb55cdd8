import { type Clock, newId, Unavailable } from "@heliometer/core";
import { type Database, inTransaction, type PersonKey, personKeysOf, type Subject, type Tables } from "@heliometer/db";
import type { VisitorMerge } from "@heliometer/events";
import { type Decision, decide, type Named } from "./decide.ts";
import { readHolders } from "./read-holders.ts";
import { mergeTraits } from "./traits.ts";

/** What identifying stands on. `secret`: the key of the hashes. */
export interface PersonStores {
  readonly db: Database;
  readonly clock: Clock;
  readonly secret: string;
}

/** Somebody as a site names them. `traits`: a JSON object as text, '' for none. */
export interface Identity extends Subject {
  readonly projectId: string;
  readonly traits: string;
}

/** Who somebody is. */
export interface Identified {
  /** `hm_usr_…`, this installation's own name of the person. */
  readonly personId: string;
  /** The visitor id under which the person goes on. */
  readonly visitorId: string;
  /** The visitor id that came belongs to somebody else: a new visit under `visitorId` begins. */
  readonly conflict: boolean;
  /** Visitors that are one and the same, and of whom the event store has not been told yet. */
  readonly merges: readonly VisitorMerge[];
}

const PERSON_PREFIX = "hm_usr_";
/** Two requests about the same person may meet; one of them then looks again. */
const TRIES_MAX = 8;
/** Postgres: a key of somebody who was just absorbed (23503), a deadlock (40P01), a serialization failure (40001). */
const MET_CODES: ReadonlySet<unknown> = new Set(["23503", "40P01", "40001"]);

/** Another request has changed what this one had read. */
class Met extends Error {}

/**
 * Says who somebody is, once and for all nodes: what a person is found by has one owner, and two requests that would
 * give it different ones are decided one after the other. The merges that come out stay noted until `confirmMerges`.
 * @throws Unavailable when others change the same people without a pause.
 */
export async function identify(stores: PersonStores, identity: Identity): Promise<Identified> {
  const keys = personKeysOf(identity, { projectId: identity.projectId, secret: stores.secret });
  for (let attempt = 0; attempt < TRIES_MAX; attempt += 1) {
    try {
      return (
        (await findKnown(stores, identity, keys)) ??
        (await inTransaction(stores.db, (tx) => change({ ...stores, db: tx }, identity, keys)))
      );
    } catch (error) {
      if (!isMeeting(error)) throw error;
    }
  }
  throw new Unavailable("Too many requests about the same person came at once. Send it again.");
}

/** Notes that the event store knows of these merges. */
export async function confirmMerges({ db }: PersonStores, merges: readonly VisitorMerge[]): Promise<void> {
  for (const { projectId, from } of merges) {
    await db
      .updateTable("person_keys")
      .set({ merge_pending: 0 })
      .where("project_id", "=", projectId)
      .where("kind", "=", "visitor")
      .where("key", "=", from)
      .execute();
  }
}

/** The usual case: everything is known already, and nothing is written. */
async function findKnown(
  { db }: PersonStores,
  { projectId, traits }: Identity,
  keys: readonly PersonKey[],
): Promise<Identified | null> {
  const decision = decide(namedBy(keys), await readHolders(db, projectId, keys));
  const { person, claims, absorbs, conflict } = decision;
  if (!person || claims.length > 0 || absorbs.length > 0) return null;
  const known = await readPerson(db, person);
  if (!known || mergeTraits(known.traits, traits) !== known.traits) return null;
  return describe(db, { personId: person, projectId, visitorId: known.visitor_id, conflict });
}

async function change(stores: PersonStores, identity: Identity, keys: readonly PersonKey[]): Promise<Identified> {
  const { db, clock } = stores;
  const { projectId } = identity;
  const decision = await decideAlone(stores, projectId, keys);
  const personId = decision.person ?? `${PERSON_PREFIX}${newId().replaceAll("-", "")}`;
  const visitorId = await keepPerson(stores, identity, { ...decision, personId });
  for (const absorbed of decision.absorbs) await absorb(db, absorbed, personId);
  const claimed = keys.filter(({ kind }) => decision.claims.includes(kind));
  const own: PersonKey[] = decision.person ? [] : [{ kind: "visitor", key: visitorId }];
  const rows = [...new Map([...claimed, ...own].map((key) => [`${key.kind} ${key.key}`, key])).values()];
  await claim(
    db,
    rows.map(({ kind, key }) => ({
      project_id: projectId,
      kind,
      key,
      person_id: personId,
      merge_pending: kind === "visitor" && key !== visitorId ? 1 : 0,
      created_at: clock(),
    })),
  );
  return describe(db, { personId, projectId, visitorId, conflict: decision.conflict });
}

/** Decides while nobody else may change the persons in question: whoever changes one writes its row first. */
async function decideAlone(
  { db, clock }: PersonStores,
  projectId: string,
  keys: readonly PersonKey[],
): Promise<Decision> {
  const seen = await readHolders(db, projectId, keys);
  const persons = [...new Set([seen.user, seen.email, seen.visitor].filter((id) => id !== null))].sort();
  for (const id of persons) await db.updateTable("persons").set({ updated_at: clock() }).where("id", "=", id).execute();
  const now = persons.length === 0 ? seen : await readHolders(db, projectId, keys);
  if (now.user !== seen.user || now.email !== seen.email || now.visitor !== seen.visitor) throw new Met();
  return decide(namedBy(keys), now);
}

/** Writes the person's row and returns the id of the visitor that they are. */
async function keepPerson(
  { db, clock }: PersonStores,
  { projectId, visitorId, traits }: Identity,
  { person, personId, conflict }: Decision & { personId: string },
): Promise<string> {
  const now = clock();
  if (!person) {
    const own = visitorId && !conflict ? visitorId : newId();
    const row = { id: personId, project_id: projectId, visitor_id: own, traits: mergeTraits("", traits) };
    await db
      .insertInto("persons")
      .values({ ...row, created_at: now, updated_at: now })
      .execute();
    return own;
  }
  const known = await readPerson(db, person);
  if (!known) throw new Met();
  const merged = mergeTraits(known.traits, traits);
  if (merged !== known.traits)
    await db.updateTable("persons").set({ traits: merged }).where("id", "=", person).execute();
  return known.visitor_id;
}

/** One person's keys become another's, and so do the visitors. */
async function absorb(db: Database, from: string, into: string): Promise<void> {
  await db
    .updateTable("person_keys")
    .set({ merge_pending: 1 })
    .where("person_id", "=", from)
    .where("kind", "=", "visitor")
    .execute();
  await db.updateTable("person_keys").set({ person_id: into }).where("person_id", "=", from).execute();
  await db.deleteFrom("persons").where("id", "=", from).execute();
}

async function claim(db: Database, rows: readonly Tables["person_keys"][]): Promise<void> {
  if (rows.length === 0) return;
  const inserted = await db
    .insertInto("person_keys")
    .values([...rows])
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (Number(inserted.numInsertedOrUpdatedRows) < rows.length) throw new Met();
}

async function describe(
  db: Database,
  { personId, projectId, visitorId, conflict }: Omit<Identified, "merges"> & { projectId: string },
): Promise<Identified> {
  const pending = await db
    .selectFrom("person_keys")
    .select("key")
    .where("person_id", "=", personId)
    .where("kind", "=", "visitor")
    .where("merge_pending", "=", 1)
    .orderBy("key")
    .execute();
  const merges = pending
    .filter(({ key }) => key !== visitorId)
    .map(({ key }) => ({ projectId, from: key, into: visitorId }));
  return { personId, visitorId, conflict, merges };
}

function readPerson(db: Database, id: string) {
  return db.selectFrom("persons").select(["visitor_id", "traits"]).where("id", "=", id).executeTakeFirst();
}

function namedBy(keys: readonly PersonKey[]): Named {
  const has = (kind: PersonKey["kind"]) => keys.some((key) => key.kind === kind);
  return { user: has("user"), email: has("email"), visitor: has("visitor") };
}

function isMeeting(error: unknown): boolean {
  return error instanceof Met || (error instanceof Error && "code" in error && MET_CODES.has(error.code));
}
