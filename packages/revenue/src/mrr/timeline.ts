import type { SubscriptionItem, SubscriptionState, SubscriptionStatus } from "../records.ts";
import { monthlyAmount } from "./monthly.ts";
import { isPricedByBills, itemsAt, sortPrices, type ToldPrices } from "./prices.ts";

/** A state of a subscription as it was told. */
export interface ToldState extends SubscriptionState {
  readonly seenAt: number;
  readonly sourceId: string;
}

/** What is known of a subscription. */
export interface KnownSubscription {
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly states: readonly ToldState[];
  /** What bills say that it cost. */
  readonly prices?: readonly ToldPrices[];
}

/** From an instant on, until the next step, a subscription is worth so much a month. */
export interface Step {
  readonly at: number;
  /** Whether it counts as active. */
  readonly isIn: boolean;
  /** Minor units of `currency`; 0 where it is not in. */
  readonly monthly: number;
  readonly currency: string;
  /** The state that it follows from. */
  readonly state: ToldState;
}

const IN: ReadonlySet<SubscriptionStatus> = new Set(["active", "past_due"]);

/**
 * The course of a subscription. Active and past due are in; trials, unpaid, paused and incomplete are out; so is a
 * cancelled one, from the end of the term that is paid for. Of states of the same instant the one told last counts.
 */
export function timelineOf(
  { startedAt, endedAt, states, prices = [] }: KnownSubscription,
  rules: { finiteDiscounts: boolean },
): Step[] {
  const sorted = [...states].sort(byTime);
  const bills = sortPrices(prices);
  const steps: Step[] = [];
  for (const [index, state] of sorted.entries()) {
    const from = Math.max(state.at, startedAt);
    const next = sorted[index + 1];
    const until = next ? Math.max(next.at, startedAt) : Number.POSITIVE_INFINITY;
    if (until <= from) continue;
    const end = endOf(state, endedAt);
    const isIn = end > from && (IN.has(state.status) || isPaidUntil(state, end));
    const told = { isIn, currency: state.currency, state };
    for (const { at, items } of coursesOf(state, bills, { from, until: Math.min(until, end) }))
      steps.push({ ...told, at, monthly: isIn ? monthlyAmount({ ...state, items }, rules) : 0 });
    if (isIn && end < until) steps.push({ at: end, isIn: false, monthly: 0, currency: state.currency, state });
  }
  return steps;
}

/** What a state costs from each instant on at which that changes while it lasts. */
function coursesOf(
  { items, currency }: ToldState,
  bills: readonly ToldPrices[],
  { from, until }: { from: number; until: number },
): { at: number; items: readonly SubscriptionItem[] }[] {
  const prices = isPricedByBills(items) ? bills.filter((bill) => bill.currency === currency) : [];
  const courses = [{ at: from, items: itemsAt(items, { prices, at: from }) }];
  for (const { at } of prices) {
    if (at <= from || at >= until) continue;
    const next = itemsAt(items, { prices, at });
    if (JSON.stringify(next) !== JSON.stringify(courses.at(-1)?.items)) courses.push({ at, items: next });
  }
  return courses;
}

function endOf({ cancelAt }: ToldState, endedAt: number | null): number {
  return Math.min(cancelAt ?? Number.POSITIVE_INFINITY, endedAt ?? Number.POSITIVE_INFINITY);
}

function isPaidUntil({ status }: ToldState, end: number): boolean {
  return status === "canceled" && end !== Number.POSITIVE_INFINITY;
}

function byTime(one: ToldState, other: ToldState): number {
  return one.at - other.at || one.seenAt - other.seenAt || (one.sourceId < other.sourceId ? -1 : 1);
}
