import fc from "fast-check";
import type { KnownSubscription, ToldState } from "../mrr/timeline.ts";
import type { Discount, SubscriptionItem, SubscriptionStatus } from "../records.ts";
import { DAY_MS, DAY_ONE } from "./records.ts";

const STATUSES: readonly SubscriptionStatus[] = [
  "active",
  "active",
  "active",
  "past_due",
  "trialing",
  "canceled",
  "unpaid",
  "paused",
  "incomplete",
];
/** How many days a history lasts. */
export const HISTORY_DAYS = 120;

/** An instant of a history: often the same one, and sometimes not at midnight. */
export const instantOfHistory = fc
  .tuple(fc.integer({ min: 0, max: HISTORY_DAYS }), fc.constantFrom(0, 0, 1, DAY_MS / 2))
  .map(([day, ms]) => DAY_ONE + day * DAY_MS + ms);

const anItem: fc.Arbitrary<SubscriptionItem> = fc.record({
  amount: fc.constantFrom(0, 1, 7, 999, 1000, 12_345, 990_001),
  quantity: fc.integer({ min: 0, max: 3 }),
  interval: fc.constantFrom("day", "week", "month", "year"),
  intervalCount: fc.constantFrom(1, 1, 2, 3, 6),
  metered: fc.constantFrom(false, false, false, true),
});

/** As history and tiers have it: what it costs is told by bills. */
const anUncertainItem: fc.Arbitrary<SubscriptionItem> = fc.oneof(
  { arbitrary: anItem, weight: 3 },
  anItem.map((item) => ({ ...item, presumed: true as const })),
  anItem.map((item) => ({ ...item, metered: true, billedAs: "si_1" })),
);

const aDiscount: fc.Arbitrary<Discount | null> = fc.oneof(
  fc.constant(null),
  fc.record({ percent: fc.constantFrom(10, 33.33, 100), forever: fc.boolean() }),
  fc.record({ amount: fc.constantFrom(1, 500, 100_000), forever: fc.boolean() }),
);

const aState: fc.Arbitrary<Omit<ToldState, "sourceId">> = fc.record({
  at: instantOfHistory,
  seenAt: instantOfHistory,
  status: fc.constantFrom(...STATUSES),
  currency: fc.constantFrom("USD", "USD", "EUR", "JPY", "CHF"),
  items: fc.array(anUncertainItem, { maxLength: 2 }),
  discount: aDiscount,
  cancelAt: fc.option(instantOfHistory, { freq: 2, nil: null }),
});

/** A subscription that went through anything that a source may tell, in an order of its own. */
export const anySubscription: fc.Arbitrary<KnownSubscription> = fc
  .record({
    startedAt: instantOfHistory,
    lasts: fc.option(fc.integer({ min: 0, max: HISTORY_DAYS }), { freq: 2 }),
    states: fc.array(aState, { minLength: 1, maxLength: 6 }),
  })
  .map(({ startedAt, lasts, states }) => ({
    startedAt,
    endedAt: lasts === null ? null : startedAt + lasts * DAY_MS,
    states: states.map((state, index) => ({ ...state, sourceId: `m${index}` })),
  }));
