import {
  type DueErasure,
  type ErasureSubject,
  forgetRefused,
  noteErased,
  noteErasureSubject,
  retryRetention,
  type SealingStores,
  takeErasure,
  takeRetention,
} from "@heliometer/accounts";
import type { EventStore } from "@heliometer/events";
import { sweepPersons } from "../persons/forget.ts";
import type { Persons } from "../persons/persons.ts";

export interface ErasingStores extends SealingStores {
  readonly store: Pick<EventStore, "erase">;
  readonly persons: Pick<Persons, "idsOf" | "forget">;
  readonly customers: Customers;
  /** Resolves when everything that was acknowledged before is in the event store, or has been refused. */
  readonly settle: () => Promise<void>;
}

/** Those who pay, of whom the ledger of money knows who they are. */
interface Customers {
  /** The visitors whom somebody is as a customer. */
  visitorsOf(person: PersonToErase): Promise<string[]>;
  /** Forgets who they are; their money stays. */
  forget(person: PersonToErase): Promise<unknown>;
}

interface PersonToErase extends Omit<ErasureSubject, "visitorId"> {
  readonly projectId: string;
}

interface Erased {
  readonly events: number;
  readonly sessions: number;
}

/** Erases what was asked for and is due; resolves with how many erasures were done. One that fails is tried again. */
export async function runErasures(stores: ErasingStores): Promise<number> {
  for (let done = 0; ; done += 1) {
    const due = await takeErasure(stores);
    if (!due) return done;
    await stores.settle();
    const erased = due.subject
      ? await eraseVisitor(stores, { ...due, subject: due.subject })
      : await stores.store.erase({ projectId: due.projectId });
    await noteErased(stores, { id: due.id, ...erased });
  }
}

/** Erases what projects keep no longer; resolves with the number of projects. */
export async function runRetention(stores: ErasingStores): Promise<number> {
  for (let done = 0; ; done += 1) {
    const due = await takeRetention(stores);
    if (!due) return done;
    try {
      await stores.store.erase(due);
      await sweepPersons(stores.db, due);
    } catch (error) {
      await retryRetention(stores, due.projectId);
      throw error;
    }
  }
}

/** Every id is looked up and kept before anything goes, so that what is stopped half-way is finished the next time. */
async function eraseVisitor(
  stores: ErasingStores,
  { id, projectId, subject }: DueErasure & { readonly subject: NonNullable<DueErasure["subject"]> },
): Promise<Erased> {
  const { visitorIds: known, ...named } = subject;
  const { visitorId, ...person } = named;
  const given = [...known, ...(visitorId ? [visitorId] : [])];
  const paying = await stores.customers.visitorsOf({ projectId, ...person, visitorIds: [] });
  const subjects = [named, ...paying.map((one) => ({ visitorId: one }))];
  const found = await Promise.all(subjects.map((each) => stores.persons.idsOf({ projectId, subject: each })));
  const visitorIds = [...new Set([...given, ...paying, ...found.flat()])];
  await noteErasureSubject(stores, id, { ...subject, visitorIds });
  const total = { events: 0, sessions: 0 };
  for (const visitorId of visitorIds) {
    const { events, sessions } = await stores.store.erase({ projectId, visitorId });
    total.events += events;
    total.sessions += sessions;
  }
  const texts = [named.userId, named.email].filter((text) => text !== undefined);
  await forgetRefused(stores, { projectId, visitorIds, texts });
  await stores.customers.forget({ projectId, ...person, visitorIds });
  await stores.persons.forget({ projectId, subject: named, visitorIds });
  return total;
}
