import type { SubscriptionStateRow } from "@heliometer/db";
import type { ToldPrices } from "../mrr/prices.ts";
import type { ToldState } from "../mrr/timeline.ts";
import type { SubscriptionStatus } from "../records.ts";

/** A row as the prices that a bill has told. */
export function toldPrices(row: SubscriptionStateRow): ToldPrices {
  const { at, currency, seen_at: seenAt, source_id: sourceId } = row;
  return { at, currency, items: JSON.parse(row.items), seenAt, sourceId };
}

/** A row as the state that it was told as. */
export function toldState(row: SubscriptionStateRow): ToldState {
  return {
    at: row.at,
    status: row.status as SubscriptionStatus,
    currency: row.currency,
    items: JSON.parse(row.items),
    discount: row.discount === "" ? null : JSON.parse(row.discount),
    cancelAt: row.cancel_at,
    seenAt: row.seen_at,
    sourceId: row.source_id,
  };
}
