import type { SubscriptionState, SubscriptionStatus } from "../records.ts";
import { monthlyAmount } from "./monthly.ts";

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
  { startedAt, endedAt, states }: KnownSubscription,
  rules: { finiteDiscounts: boolean },
): Step[] {
  const sorted = [...states].sort(byTime);
  const steps: Step[] = [];
  for (const [index, state] of sorted.entries()) {
    const from = Math.max(state.at, startedAt);
    const next = sorted[index + 1];
    const until = next ? Math.max(next.at, startedAt) : Number.POSITIVE_INFINITY;
    if (until <= from) continue;
    const end = endOf(state, endedAt);
    const isIn = end > from && (IN.has(state.status) || isPaidUntil(state, end));
    const monthly = isIn ? monthlyAmount(state, rules) : 0;
    steps.push({ at: from, isIn, monthly, currency: state.currency, state });
    if (isIn && end < until) steps.push({ at: end, isIn: false, monthly: 0, currency: state.currency, state });
  }
  return steps;
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
