import type { SubscriptionState, SubscriptionStatus } from "../records.ts";

/** What a request says of a subscription, whole. */
export interface Terms {
  readonly status: SubscriptionStatus;
  readonly amount: number;
  readonly currency: string;
  readonly interval: "day" | "week" | "month" | "year";
  readonly intervalCount: number;
  readonly quantity: number;
  readonly discount?:
    | { percent?: number | undefined; amount?: number | undefined; forever: boolean }
    | null
    | undefined;
  readonly startedAt: number;
  readonly trialEnd?: number | null | undefined;
  readonly canceledAt?: number | null | undefined;
  readonly endedAt?: number | null | undefined;
  readonly effectiveAt?: number | undefined;
}

/** The state that ends a subscription at an instant, whatever else holds then. */
export function endOf(terms: Terms, at: number): SubscriptionState {
  return stateOf(terms, "canceled", at);
}

/**
 * What a subscription that is told of for the first time has been so far: a trial until its end, then paid, and since its
 * last day whatever its status says. One that has ended counts for the time before.
 */
export function historyOf(terms: Terms, now: number): SubscriptionState[] {
  const { status, startedAt, trialEnd } = terms;
  const isTrial = status === "trialing" || (typeof trialEnd === "number" && trialEnd > startedAt);
  const states = [stateOf(terms, isTrial ? "trialing" : "active", startedAt)];
  if (isTrial && status !== "trialing") states.push(stateOf(terms, "active", trialEnd ?? startedAt));
  if (status === "trialing" || status === "active") return states;
  const at = Math.max(startedAt, changedAt(terms, now));
  // What would have begun later, did not: a subscription that ended in its trial was never paid.
  return [...states.filter((state) => state.at < at), stateOf(terms, status, at)];
}

/** What a subscription is from now on, or since when the request says. */
export function changeOf(terms: Terms, now: number): SubscriptionState {
  return stateOf(terms, terms.status, Math.max(terms.startedAt, changedAt(terms, now)));
}

/** Whether two states say the same, whenever. */
export function isSameState(one: SubscriptionState, other: SubscriptionState): boolean {
  const told = ({ status, currency, items, discount }: SubscriptionState) =>
    JSON.stringify([
      status,
      currency,
      items.map(({ amount, quantity, interval, intervalCount }) => [amount, quantity, interval, intervalCount]),
      discount ? [discount.percent ?? null, discount.amount ?? null, discount.forever] : null,
    ]);
  return told(one) === told(other);
}

/** One that has ended has ended on its last day, and one that is paid is so behind its trial, whenever somebody tells. */
function changedAt({ status, effectiveAt, endedAt, trialEnd }: Terms, now: number): number {
  const at = effectiveAt ?? now;
  if (status === "canceled") return endedAt ?? at;
  return status === "active" ? Math.max(at, trialEnd ?? at) : at;
}

function stateOf(terms: Terms, status: SubscriptionStatus, at: number): SubscriptionState {
  const { amount, quantity, interval, intervalCount, currency, discount } = terms;
  const { percent, amount: off, forever } = discount ?? {};
  return {
    at,
    status,
    currency,
    items: [{ amount, quantity, interval, intervalCount }],
    discount: discount
      ? {
          ...(percent !== undefined && { percent }),
          ...(off !== undefined && { amount: off }),
          forever: forever ?? true,
        }
      : null,
  };
}
