import type { Clock } from "@heliometer/core";
import type { Database } from "@heliometer/db";
import { type EventStore, lookUpTouches, type SubjectFacts, type Touch } from "@heliometer/events";
import { customerFacts } from "./customer-facts.ts";
import { keepRates, type UsedRate } from "./keep-rates.ts";
import { readLedgers, type StoredLedgers } from "./ledgers.ts";
import { type LinkedVisitors, linkCustomers } from "./links.ts";
import { readProject, withRates } from "./read-terms.ts";
import { spendFacts } from "./spend-facts.ts";
import type { Terms } from "./terms.ts";

/** What facts are derived of and written into. */
export interface ProjectionStores {
  readonly db: Database;
  readonly store: Pick<EventStore, "query" | "replaceFacts">;
  readonly clock: Clock;
}

/** A subject whose facts are older than what they are derived of. */
export interface DirtySubject {
  readonly subject: string;
  readonly version: number;
}

/** A subject that was derived. `dueAt`: when it has to be again, although nothing changes until then. */
export interface DerivedSubject extends DirtySubject {
  readonly dueAt: number | null;
}

const HOUR_MS = 3_600_000;
const CUSTOMER = "customer:";
const SPEND = "spend:";

/** Derives the facts of some subjects of a project and writes them into the event store. */
export async function deriveFacts(
  stores: ProjectionStores,
  projectId: string,
  dirty: readonly DirtySubject[],
): Promise<DerivedSubject[]> {
  const project = await readProject(stores.db, { projectId, now: stores.clock() });
  if (!project) return dirty.map((subject) => ({ ...subject, dueAt: null }));
  const parts = { stores, projectId, project, dirty };
  const derived = [...(await deriveCustomers(parts)), ...(await deriveSpend(parts))];
  await stores.store.replaceFacts(
    derived.map(({ facts, subject, version }) => ({ projectId, subject, version, facts })),
  );
  await keepRates(stores.db, { projectId, usedRates: derived.flatMap(({ usedRates }) => usedRates) });
  return derived.map(({ subject, version, dueAt }) => ({ subject, version, dueAt }));
}

interface Parts {
  readonly stores: ProjectionStores;
  readonly projectId: string;
  readonly project: Omit<Terms, "rates">;
  readonly dirty: readonly DirtySubject[];
}

interface Derived extends DerivedSubject, Pick<SubjectFacts, "facts"> {
  readonly usedRates: readonly UsedRate[];
}

async function deriveCustomers({ stores, projectId, project, dirty }: Parts): Promise<Derived[]> {
  const { db, store } = stores;
  const own = dirty.filter(({ subject }) => subject.startsWith(CUSTOMER));
  if (own.length === 0) return [];
  const customerIds = own.map(({ subject }) => subject.slice(CUSTOMER.length));
  const ledgers = await readLedgers(db, { projectId, customerIds });
  const money = [...ledgers.charges, ...ledgers.refunds, ...ledgers.states];
  const terms = await withRates(db, { projectId, project, currencies: money.map(({ currency }) => currency) });
  const visitors = await linkCustomers(db, { projectId, ledgers, now: project.now });
  const touches = await lookUpTouches(store, { projectId, visitorIds: [...visitors.values()].flat() });
  const sorted = sortOut(ledgers, { visitors, touches });
  return own.map(({ subject, version }, index) => {
    const { facts, usedRates, firstPaymentAt, changesAt } = customerFacts(sorted(customerIds[index] ?? ""), terms);
    // A visit may be stored after the payment that it led to.
    const again = firstPaymentAt !== null && firstPaymentAt + HOUR_MS > terms.now ? firstPaymentAt + HOUR_MS : null;
    const dueAt = [again, changesAt].filter((at) => at !== null).sort((one, other) => one - other)[0] ?? null;
    return { subject, version, facts, usedRates, dueAt };
  });
}

/** What belongs to each customer: their own, and that of those who turned out to be them. */
function sortOut(
  { members, charges, refunds, subscriptions, states }: StoredLedgers,
  { visitors, touches }: { visitors: LinkedVisitors; touches: ReadonlyMap<string, readonly Touch[]> },
) {
  const membersOf = Map.groupBy(members, ({ id, merged_into }) => merged_into ?? id);
  const chargesOf = Map.groupBy(charges, ({ customer_id }) => customer_id);
  const refundsOf = Map.groupBy(refunds, (row) => entityText(row.provider, row.charge_external_id));
  const subscriptionsOf = Map.groupBy(subscriptions, ({ customer_id }) => customer_id);
  const statesOf = Map.groupBy(states, (row) => entityText(row.provider, row.subscription_external_id));
  return (customerId: string) => {
    const ids = (membersOf.get(customerId) ?? []).map(({ id }) => id);
    const own = ids.flatMap((id) => chargesOf.get(id) ?? []);
    return {
      charges: own,
      refunds: own.flatMap((row) => refundsOf.get(entityText(row.provider, row.external_id)) ?? []),
      subscriptions: ids
        .flatMap((id) => subscriptionsOf.get(id) ?? [])
        .map((row) => ({ subscription: row, states: statesOf.get(entityText(row.provider, row.external_id)) ?? [] })),
      touches: touchesOf(ids, { visitors, touches }),
    };
  };
}

/** The visits of all visitors of a customer; ids of one person have the same visits, which count once. */
function touchesOf(
  ids: readonly string[],
  { visitors, touches }: { visitors: LinkedVisitors; touches: ReadonlyMap<string, readonly Touch[]> },
): Touch[] {
  const visitorIds = new Set(ids.flatMap((id) => visitors.get(id) ?? []));
  const visits = new Set([...visitorIds].map((visitorId) => touches.get(visitorId)).filter((own) => own !== undefined));
  return [...visits].flat();
}

async function deriveSpend({ stores: { db }, projectId, project, dirty }: Parts): Promise<Derived[]> {
  const own = dirty.filter(({ subject }) => subject.startsWith(SPEND));
  if (own.length === 0) return [];
  const days = own.map(({ subject }) => subject.slice(SPEND.length));
  const rows = await db
    .selectFrom("spend")
    .selectAll()
    .where("project_id", "=", projectId)
    .where("date", "in", days)
    .execute();
  const terms = await withRates(db, { projectId, project, currencies: rows.map(({ currency }) => currency) });
  const ofDay = Map.groupBy(rows, ({ date }) => date);
  return own.map((each, index) => ({ ...each, dueAt: null, ...spendFacts(ofDay.get(days[index] ?? "") ?? [], terms) }));
}

function entityText(provider: string, externalId: string): string {
  return JSON.stringify([provider, externalId]);
}
