import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createRates } from "../money/rates.ts";
import { type Terms, valueAt } from "../project/terms.ts";
import type { SubscriptionState } from "../records.ts";
import { anySubscription, HISTORY_DAYS, instantOfHistory } from "../testing/histories.ts";
import { DAY_MS, DAY_ONE } from "../testing/records.ts";
import { monthlyAmount } from "./monthly.ts";
import { type Movement, movementsOf } from "./movements.ts";
import { type KnownSubscription, timelineOf } from "./timeline.ts";

/** Euros and yen have rates that change, with days between that have none; francs have none at all. */
const RATES = createRates(
  Array.from({ length: HISTORY_DAYS + 2 }, (_none, day) => day)
    .filter((day) => day % 40 < 20)
    .flatMap((day) => {
      const date = new Date(DAY_ONE + day * DAY_MS).toISOString().slice(0, 10);
      return [
        { base: "EUR", quote: "USD", date, rate: (1 + (day % 17) / 100).toFixed(4) },
        { base: "EUR", quote: "JPY", date, rate: (150 + (day % 13)).toFixed(2) },
      ];
    }),
);
const TERMS: Terms = { currency: "USD", timezone: "UTC", finiteDiscounts: false, rates: RATES, now: Infinity };

function movementsOfAll(subscriptions: readonly KnownSubscription[], terms: Terms = TERMS): Movement[] {
  const timelines = subscriptions.map((subscription) => timelineOf(subscription, terms));
  return movementsOf(timelines, (amount, currency, at) => valueAt({ amount, currency, at }, terms));
}

/** The movements of one subscription whose states begin on these days. */
function movementsOn(states: [day: number, state: Partial<SubscriptionState>][], ended: number | null = null) {
  const items = [{ amount: 1000, quantity: 1, interval: "month", intervalCount: 1 }] as const;
  const told = states.map(([day, state], index) => ({
    ...{ at: DAY_ONE + day * DAY_MS, status: "active", currency: "USD", items, seenAt: index, sourceId: `m${index}` },
    ...state,
  }));
  const endedAt = ended === null ? null : DAY_ONE + ended * DAY_MS;
  return movementsOfAll([{ startedAt: DAY_ONE, endedAt, states: told as KnownSubscription["states"] }]).map(
    ({ kind, at, amount, count }) => [kind, (at - DAY_ONE) / DAY_MS, amount, count],
  );
}

const worth = (amount: number) => ({ items: [{ amount, quantity: 1, interval: "month", intervalCount: 1 }] as const });

test("a subscription begins, grows, shrinks, ends and comes back", () => {
  const canceled = { status: "canceled" } as const;
  assert.deepEqual(
    movementsOn([
      [0, {}],
      [5, worth(1500)],
      [9, worth(700)],
      [20, canceled],
      [30, {}],
    ]),
    [
      ["mrr_new", 0, 1000, 1],
      ["mrr_expansion", 5, 500, 0],
      ["mrr_contraction", 9, -800, 0],
      ["mrr_churn", 20, -700, -1],
      ["mrr_reactivation", 30, 1000, 1],
    ],
  );
});

test("trials are worth nothing, past due counts, unpaid and paused do not", () => {
  const states = (["trialing", "active", "past_due", "unpaid", "active", "paused"] as const).map(
    (status, day): [number, Partial<SubscriptionState>] => [day, { status }],
  );
  assert.deepEqual(movementsOn(states), [
    ["mrr_new", 1, 1000, 1],
    ["mrr_churn", 3, -1000, -1],
    ["mrr_reactivation", 4, 1000, 1],
    ["mrr_churn", 5, -1000, -1],
  ]);
});

test("what was cancelled counts until the end of the term that is paid for", () => {
  const until = DAY_ONE + 31 * DAY_MS;
  const churned = [
    ["mrr_new", 0, 1000, 1],
    ["mrr_churn", 31, -1000, -1],
  ];
  assert.deepEqual(
    movementsOn([
      [0, {}],
      [10, { cancelAt: until }],
    ]),
    churned,
  );
  assert.deepEqual(
    movementsOn(
      [
        [0, {}],
        [10, { cancelAt: until }],
        [31, { status: "canceled" }],
      ],
      31,
    ),
    churned,
  );
  assert.deepEqual(
    movementsOn([
      [0, {}],
      [10, { status: "canceled", cancelAt: until }],
    ]),
    churned,
  );
  assert.deepEqual(
    movementsOn(
      [
        [0, {}],
        [10, { status: "canceled" }],
      ],
      31,
    ),
    churned,
  );
  assert.deepEqual(
    movementsOn([
      [0, {}],
      [10, { cancelAt: until }],
      [12, {}],
    ]),
    [["mrr_new", 0, 1000, 1]],
  );
});

test("another currency's rate moves what stays, and the change is told at the new rate", () => {
  const rates = createRates([
    { base: "EUR", quote: "USD", date: "2026-01-10", rate: "1.10" },
    { base: "EUR", quote: "USD", date: "2026-01-20", rate: "1.20" },
  ]);
  const state = { status: "active", currency: "EUR", seenAt: 0, sourceId: "m" } as const;
  const states = [
    { ...state, at: DAY_ONE, ...worth(1000) },
    { ...state, at: DAY_ONE + 10 * DAY_MS, ...worth(1500) },
    { ...state, at: DAY_ONE + 40 * DAY_MS, ...worth(1500) },
  ];
  const moved = movementsOfAll([{ startedAt: DAY_ONE, endedAt: null, states }], { ...TERMS, rates });
  assert.deepEqual(
    moved.map(({ kind, amount, currency, count }) => [kind, amount, currency, count]),
    [
      ["mrr_new", 1100, "USD", 1],
      ["mrr_currency", 100, "USD", 0],
      ["mrr_expansion", 600, "USD", 0],
      // No rate is known a month later: the money stands in its own currency, and nothing is guessed.
      ["mrr_currency", 1500, "EUR", 0],
      ["mrr_currency", -1800, "USD", 0],
    ],
  );
});

test("MRR at the start of any range and its movements add up to MRR at its end, in every currency", () => {
  const range = fc
    .tuple(instantOfHistory, instantOfHistory)
    .map(([one, other]) => [Math.min(one, other), Math.max(one, other)]);
  fc.assert(
    fc.property(
      fc.array(anySubscription, { minLength: 1, maxLength: 3 }),
      range,
      (subscriptions, [start = 0, end = 0]) => {
        const within = movementsOfAll(subscriptions).filter(({ at }) => at >= start && at < end);
        const expected = purseOf([...worthAt(subscriptions, start - 1)]);
        for (const { currency, amount } of within) add(expected, currency, amount);
        assert.deepEqual(clean(expected), clean(purseOf(worthAt(subscriptions, end - 1))));
        const paying = (at: number) => Number(monthlyAt(subscriptions, at).some(({ monthly }) => monthly > 0));
        const turned = within.reduce((sum, { count }) => sum + count, 0);
        assert.equal(paying(start - 1) + turned, paying(end - 1));
      },
    ),
    { numRuns: 2000 },
  );
});

test("movements have the sign and the count that their name says, and only the first beginning is new", () => {
  fc.assert(
    fc.property(fc.array(anySubscription, { minLength: 1, maxLength: 3 }), (subscriptions) => {
      const moved = movementsOfAll(subscriptions);
      for (const { kind, amount, count } of moved) {
        if (kind === "mrr_expansion") assert.ok(amount > 0 && count === 0);
        if (kind === "mrr_contraction") assert.ok(amount < 0 && count === 0);
        if (kind === "mrr_churn") assert.ok(amount <= 0 && count >= -1 && count <= 0);
        if (kind === "mrr_new" || kind === "mrr_reactivation") assert.ok(amount >= 0 && count >= 0 && count <= 1);
      }
      const begins = moved.filter(({ count }) => count === 1).map(({ kind }) => kind);
      assert.deepEqual(
        begins,
        begins.map((_kind, index) => (index === 0 ? "mrr_new" : "mrr_reactivation")),
      );
    }),
    { numRuns: 500 },
  );
});

/** What each subscription is worth at an instant, looked up state by state: knows nothing of steps and movements. */
function monthlyAt(subscriptions: readonly KnownSubscription[], at: number) {
  return subscriptions.flatMap(({ startedAt, endedAt, states }) => {
    const told = states.filter((state) => state.at <= at && startedAt <= at);
    const state = told.reduce<(typeof told)[number] | undefined>(
      (latest, each) => (latest && isAfter(latest, each) ? latest : each),
      undefined,
    );
    if (!state) return [];
    const end = Math.min(state.cancelAt ?? Infinity, endedAt ?? Infinity);
    const counts = ["active", "past_due"].includes(state.status) || (state.status === "canceled" && end < Infinity);
    const monthly = counts && at < end ? monthlyAmount(state, TERMS) : 0;
    return [{ monthly, currency: state.currency, since: Math.max(state.at, startedAt) }];
  });
}

function worthAt(subscriptions: readonly KnownSubscription[], at: number) {
  return monthlyAt(subscriptions, at).map(({ monthly, currency, since }) =>
    valueAt({ amount: monthly, currency, at: since }, TERMS),
  );
}

function isAfter(one: KnownSubscription["states"][number], other: KnownSubscription["states"][number]): boolean {
  const keys = (state: typeof one) => [state.at, state.seenAt, state.sourceId];
  const [mine, theirs] = [keys(one), keys(other)];
  const index = mine.findIndex((key, place) => key !== theirs[place]);
  return index >= 0 && (mine[index] ?? 0) > (theirs[index] ?? 0);
}

function purseOf(values: readonly { currency: string; amount: number }[]): Map<string, number> {
  const purse = new Map<string, number>();
  for (const { currency, amount } of values) add(purse, currency, amount);
  return purse;
}

function add(purse: Map<string, number>, currency: string, amount: number): void {
  purse.set(currency, (purse.get(currency) ?? 0) + amount);
}

function clean(purse: ReadonlyMap<string, number>): object {
  return Object.fromEntries([...purse].filter(([, amount]) => amount !== 0).sort());
}
