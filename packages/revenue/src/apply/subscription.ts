import type { SubscriptionRow, SubscriptionStateRow } from "@heliometer/db";
import { customerIdOf, keyOfReference } from "../customer-id.ts";
import type { SubscriptionRecord } from "../records.ts";
import { type Book, meetCustomer, type Outcome, put, stateKey } from "./book.ts";
import { checkEnd } from "./check.ts";
import { isLater, mergeTold, NEVER, readStamps, type Stamped, stampOf, type Told, writeStamps } from "./stamps.ts";

/** `customerId` and `startedAt` are told with each record, so they are never null once one has come. */
interface SubscriptionFields {
  readonly customerId: string | null;
  readonly startedAt: number | null;
  readonly trialEnd: number | null;
  readonly canceledAt: number | null;
  readonly endedAt: number | null;
}

const NOTHING: Stamped<SubscriptionFields> = {
  fields: { customerId: null, startedAt: null, trialEnd: null, canceledAt: null, endedAt: null },
  stamps: {},
  stamp: NEVER,
};

/** Enters what is said of a subscription, and its state at an instant. */
export function applySubscription(book: Book, record: SubscriptionRecord): Outcome {
  const { projectId, provider } = book.source;
  const key = keyOfReference(projectId, record.customer, book.ctx.secret);
  if (!key) return { field: "customer.email", rule: "must be an e-mail address.", received: "" };
  const row = book.subscriptions.rows.get(record.externalId);
  const customerId = customerIdOf(book.source, key);
  const { startedAt, trialEnd, canceledAt, endedAt } = record;
  const spoken = { customerId, startedAt, trialEnd, canceledAt, endedAt } as Partial<SubscriptionFields>;
  const told = mergeTold(row ? readSubscription(row) : NOTHING, spoken, stampOf(record));
  const fault = told && checkEnd(told.fields.startedAt ?? startedAt, told.fields.endedAt);
  if (fault) return fault;
  meetCustomer(book, key);
  const isStateNew = enterState(book, record);
  if (told) {
    const next = writeSubscription({ project_id: projectId, provider, external_id: record.externalId }, told);
    put(book.subscriptions, record.externalId, next);
  }
  if (!told?.isChanged && !isStateNew) return "unchanged";
  const now = book.subscriptions.rows.get(record.externalId);
  for (const customer of [row?.customer_id, now?.customer_id]) if (customer) book.touched.add(customer);
  return "applied";
}

function enterState(book: Book, record: SubscriptionRecord): boolean {
  const { state, externalId, sourceId, seenAt } = record;
  const key = stateKey(externalId, state.at, sourceId);
  const known = book.states.rows.get(key);
  if (known && !isLater(stampOf(record), [known.seen_at, known.source_id])) return false;
  const next: SubscriptionStateRow = {
    project_id: book.source.projectId,
    provider: book.source.provider,
    subscription_external_id: externalId,
    at: state.at,
    source_id: sourceId,
    seen_at: seenAt,
    status: state.status,
    currency: state.currency.toUpperCase(),
    items: JSON.stringify(state.items),
    discount: state.discount ? JSON.stringify(state.discount) : "",
    cancel_at: state.cancelAt ?? null,
    rate: known?.rate ?? null,
    rate_date: known?.rate_date ?? null,
  };
  put(book.states, key, next);
  return !known || JSON.stringify({ ...known, seen_at: seenAt }) !== JSON.stringify({ ...known, ...next });
}

function readSubscription(row: SubscriptionRow): Stamped<SubscriptionFields> {
  return {
    fields: {
      customerId: row.customer_id,
      startedAt: row.started_at,
      trialEnd: row.trial_end,
      canceledAt: row.canceled_at,
      endedAt: row.ended_at,
    },
    stamps: readStamps(row.stamps),
    stamp: [row.seen_at, row.source_id],
  };
}

type Key = Pick<SubscriptionRow, "project_id" | "provider" | "external_id">;

function writeSubscription(key: Key, { fields, stamps, stamp }: Told<SubscriptionFields>): SubscriptionRow {
  return {
    ...key,
    customer_id: fields.customerId ?? "",
    started_at: fields.startedAt ?? 0,
    trial_end: fields.trialEnd,
    canceled_at: fields.canceledAt,
    ended_at: fields.endedAt,
    seen_at: stamp[0],
    source_id: stamp[1],
    stamps: writeStamps(stamps),
  };
}
