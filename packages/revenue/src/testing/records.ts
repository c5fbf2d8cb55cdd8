import type { ChargeRecord, CustomerRecord, RefundRecord, SubscriptionRecord, SubscriptionState } from "../records.ts";

/** An instant of a usual day. */
export const DAY_ONE = Date.parse("2026-01-10T12:00:00Z");
export const DAY_MS = 86_400_000;

const SEEN = { seenAt: DAY_ONE, sourceId: "m1" };

/** A record with everything that a case does not speak of. */
export function customerRecord(fields: Partial<CustomerRecord> = {}): CustomerRecord {
  return { kind: "customer", externalId: "c1", ...SEEN, ...fields };
}

export function chargeRecord(fields: Partial<ChargeRecord> = {}): ChargeRecord {
  const money = { amount: 1000, currency: "USD", status: "succeeded", at: DAY_ONE } as const;
  return { kind: "charge", externalId: "ch1", customer: { externalId: "c1" }, ...money, ...SEEN, ...fields };
}

export function refundRecord(fields: Partial<RefundRecord> = {}): RefundRecord {
  const money = { amount: 1000, currency: "USD", reason: "refund", status: "succeeded", at: DAY_ONE } as const;
  return { kind: "refund", externalId: "re1", chargeExternalId: "ch1", ...money, ...SEEN, ...fields };
}

export function subscriptionRecord(
  state: Partial<SubscriptionState> = {},
  fields: Partial<Omit<SubscriptionRecord, "state">> = {},
): SubscriptionRecord {
  const items = [{ amount: 1000, quantity: 1, interval: "month", intervalCount: 1 }] as const;
  return {
    kind: "subscription",
    externalId: "s1",
    customer: { externalId: "c1" },
    state: { at: DAY_ONE, status: "active", currency: "USD", items, ...state },
    startedAt: DAY_ONE,
    ...SEEN,
    ...fields,
  };
}
