import type { Clock } from "@heliometer/core";
import { type Database, openPersonKey, personKeysOf, type Subject } from "@heliometer/db";
import type { VisitorMerge } from "@heliometer/events";
import { findPersonById, findPersonOfVisitor, type KnownPerson } from "./find.ts";
import { findVisitorIds, forgetPersons } from "./forget.ts";
import { confirmMerges, type Identified, type Identity, identify } from "./identify.ts";

/** Where people are kept, and the operator's SECRET_KEY, under which the key of their hashes is sealed. */
export interface PersonOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly secretKey: string;
  /** Takes merges on their way into the event store; resolves when they are safe. */
  readonly handOver: (merges: readonly VisitorMerge[]) => Promise<void>;
}

/** The people of all projects. */
export interface Persons {
  /** Says who somebody is; resolves when the merges that follow from it are safe. */
  introduce(identity: Identity): Promise<Identified>;
  ofVisitor(of: { projectId: string; visitorId: string }): Promise<KnownPerson | null>;
  /** All visitor ids of whoever is found by the subject. */
  idsOf(of: { projectId: string; subject: Subject }): Promise<string[]>;
  /** Forgets whoever is found by the subject or by one of the visitor ids. */
  forget(of: { projectId: string; subject: Subject; visitorIds: readonly string[] }): Promise<void>;
  byId(of: { projectId: string; personId: string }): Promise<KnownPerson | null>;
}

/** Opens the people, making the key of their hashes at the first start. */
export async function openPersons({ db, clock, secretKey, handOver }: PersonOptions): Promise<Persons> {
  const secret = await openPersonKey({ db, clock, secretKey });
  const stores = { db, clock, secret };
  return {
    async introduce(identity) {
      const identified = await identify(stores, identity);
      if (identified.merges.length > 0) {
        await handOver(identified.merges);
        await confirmMerges(stores, identified.merges);
      }
      return identified;
    },
    ofVisitor: (of) => findPersonOfVisitor(db, of),
    idsOf: ({ projectId, subject }) =>
      findVisitorIds(db, { projectId, keys: personKeysOf(subject, { projectId, secret }) }),
    forget: ({ projectId, subject, visitorIds }) => {
      const visitors = visitorIds.map((key) => ({ kind: "visitor" as const, key }));
      return forgetPersons(db, { projectId, keys: [...personKeysOf(subject, { projectId, secret }), ...visitors] });
    },
    byId: (of) => findPersonById(db, of),
  };
}
