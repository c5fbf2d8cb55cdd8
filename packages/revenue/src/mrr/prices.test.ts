import assert from "node:assert/strict";
import { test } from "node:test";
import type { BilledItem, SubscriptionItem } from "../records.ts";
import { DAY_MS, DAY_ONE } from "../testing/records.ts";
import type { ToldPrices } from "./prices.ts";
import { timelineOf } from "./timeline.ts";

const RULES = { finiteDiscounts: false };
const day = (number: number) => DAY_ONE + number * DAY_MS;
const item = (amount: number, more: Partial<SubscriptionItem> = {}): SubscriptionItem => ({
  ...{ amount, quantity: 1, interval: "month", intervalCount: 1 },
  ...more,
});
const state = (at: number, items: SubscriptionItem[], status: "active" | "trialing" | "past_due" = "active") => ({
  ...{ at: day(at), status, currency: "EUR", items, seenAt: day(at), sourceId: `state ${at}` },
});
const bill = (at: number, items: [billedAs: string, amount: number, days?: number][]): ToldPrices => ({
  ...{ at: day(at), currency: "EUR", seenAt: day(at), sourceId: `bill ${at}` },
  items: items.map(
    ([billedAs, amount, days = 30]): BilledItem => ({ ...item(amount), billedAs, until: day(at + days) }),
  ),
});
const worth = (states: ReturnType<typeof state>[], prices: ToldPrices[], endedAt: number | null = null) =>
  timelineOf({ startedAt: DAY_ONE, endedAt: endedAt === null ? null : day(endedAt), states, prices }, RULES).map(
    ({ at, monthly }) => [(at - DAY_ONE) / DAY_MS, monthly],
  );
const presumed = (amount: number) => item(amount, { presumed: true });

test("a past that is presumed costs what its bills say, each from its term on, and before the first what that says", () => {
  const states = [state(0, [presumed(5_000)]), state(100, [item(5_000)])];
  const bills = [bill(90, [["si", 5_000]]), bill(60, [["si", 4_000]]), bill(30, [["si", 3_000]])];
  assert.deepEqual(worth(states, bills), [
    [0, 3_000],
    [60, 4_000],
    [90, 5_000],
    [100, 5_000],
  ]);
  assert.deepEqual(worth(states, []), [
    [0, 5_000],
    [100, 5_000],
  ]);
});

test("what was told goes before what a bill says, and ends what was presumed", () => {
  const states = [state(0, [presumed(5_000)]), state(40, [item(3_500)], "past_due")];
  assert.deepEqual(worth(states, [bill(0, [["si", 3_000]]), bill(60, [["si", 9_900]])]), [
    [0, 3_000],
    [40, 3_500],
  ]);
});

test("an item that is billed by the year goes on beside one that is billed by the month, and one that is dropped ends", () => {
  const bills = [
    bill(0, [
      ["year", 1_000, 365],
      ["month", 200],
      ["extra", 50],
    ]),
    bill(30, [["month", 300]]),
    bill(365, [["month", 300]]),
  ];
  assert.deepEqual(worth([state(0, [presumed(7)])], bills), [
    [0, 1_250],
    [30, 1_300],
    [365, 300],
  ]);
});

test("an item of which only bills tell the price costs what the latest one says, also in states that were told", () => {
  const tiered = item(0, { metered: true, billedAs: "si" });
  assert.deepEqual(worth([state(0, [tiered, item(100)])], [bill(0, [["si", 2_000]]), bill(30, [["si", 2_600]])]), [
    [0, 2_100],
    [30, 2_700],
  ]);
  assert.deepEqual(worth([state(0, [tiered])], []), [[0, 0]]);
});

test("a trial is none although it is billed, nothing is after the end, and bills in another currency say nothing", () => {
  const states = [state(0, [presumed(500)], "trialing"), state(10, [presumed(500)])];
  assert.deepEqual(worth(states, [bill(0, [["si", 0, 10]]), bill(10, [["si", 400]]), bill(40, [["si", 450]])], 35), [
    [0, 0],
    [10, 400],
    [35, 0],
  ]);
  const dollars = { ...bill(0, [["si", 1]]), currency: "USD" };
  assert.deepEqual(worth([state(0, [presumed(500)])], [dollars]), [[0, 500]]);
});

test("what is taken off an item is taken off before what is taken off the whole", () => {
  const half = item(1_000, { discount: { percent: 50, forever: true } });
  const reduced = { ...state(0, [item(500), half]), discount: { percent: 10, forever: true } };
  assert.deepEqual(worth([reduced], []), [[0, 900]]);
  const ends = item(1_000, { discount: { percent: 50, forever: false } });
  assert.deepEqual(worth([state(0, [ends])], []), [[0, 1_000]]);
  const more = item(300, { discount: { amount: 400, forever: true } });
  assert.deepEqual(worth([state(0, [more, item(200)])], []), [[0, 200]]);
});
