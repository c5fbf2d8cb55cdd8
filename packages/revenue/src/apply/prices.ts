import type { SubscriptionStateRow } from "@heliometer/db";
import { BILLED } from "../mrr/prices.ts";
import type { PricesRecord } from "../records.ts";
import { type Book, type Outcome, put, stateKey } from "./book.ts";
import { isLater, stampOf } from "./stamps.ts";

/** Enters what a bill says of a subscription's prices. They stand among its states, and are none. */
export function applyPrices(book: Book, record: PricesRecord): Outcome {
  const { subscriptionExternalId, at, sourceId, seenAt } = record;
  const key = stateKey(subscriptionExternalId, at, sourceId);
  const known = book.states.rows.get(key);
  if (known && !isLater(stampOf(record), [known.seen_at, known.source_id])) return "unchanged";
  const next: SubscriptionStateRow = {
    project_id: book.source.projectId,
    provider: book.source.provider,
    subscription_external_id: subscriptionExternalId,
    at,
    source_id: sourceId,
    seen_at: seenAt,
    status: BILLED,
    currency: record.currency.toUpperCase(),
    items: JSON.stringify(record.items),
    discount: "",
    cancel_at: null,
    rate: known?.rate ?? null,
    rate_date: known?.rate_date ?? null,
  };
  put(book.states, key, next);
  if (known && known.items === next.items && known.currency === next.currency) return "unchanged";
  const subscription = book.subscriptions.rows.get(subscriptionExternalId);
  if (subscription) book.touched.add(subscription.customer_id);
  return "applied";
}
