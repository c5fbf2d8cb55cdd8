import type { Step } from "./timeline.ts";

type MovementKind = "mrr_new" | "mrr_reactivation" | "mrr_expansion" | "mrr_contraction" | "mrr_churn" | "mrr_currency";

/** A change of what a customer is worth a month. */
export interface Movement {
  readonly kind: MovementKind;
  readonly at: number;
  readonly currency: string;
  /** Signed minor units. */
  readonly amount: number;
  /** +1 where they begin to pay, -1 where they cease to. */
  readonly count: number;
}

/** Money as it is reported: in the project's currency, or its own where no rate is known. */
export interface Valued {
  readonly currency: string;
  readonly amount: number;
}

/** Values an amount at the rate of an instant. */
export type Valuation = (amount: number, currency: string, at: number) => Valued;

interface Standing {
  readonly monthly: number;
  readonly currency: string;
  readonly value: Valued;
}

/** Amounts by currency. */
type Purse = Map<string, number>;

/**
 * The movements of a customer over all of their subscriptions: what happens at the same instant is one movement. Each
 * state is valued at the rate of its own day; what the rate has done to that which stays is `mrr_currency`, the rest is
 * the change. In every currency the movements up to an instant add up to what the customer is worth then.
 */
export function movementsOf(timelines: readonly (readonly Step[])[], value: Valuation): Movement[] {
  const steps = timelines.flatMap((timeline, subscription) => timeline.map((step) => ({ ...step, subscription })));
  const instants = [...Map.groupBy(steps, ({ at }) => at)].sort(([one], [other]) => one - other);
  const standing = new Map<number, Standing>();
  const movements: Movement[] = [];
  let hasPaid = false;
  for (const [at, changes] of instants) {
    const wasPaying = standing.size > 0;
    const purses = { effects: new Map<string, number>(), changes: new Map<string, number>() };
    for (const step of changes) change(standing, step, { ...purses, value });
    const isPaying = standing.size > 0;
    movements.push(...movementsOfInstant(at, purses, { wasPaying, isPaying, hasPaid }));
    hasPaid ||= isPaying;
  }
  return movements;
}

interface Change {
  readonly effects: Purse;
  readonly changes: Purse;
  readonly value: Valuation;
}

function change(
  standing: Map<number, Standing>,
  { subscription, at, monthly, currency }: Step & { subscription: number },
  { effects, changes, value }: Change,
): void {
  const before = standing.get(subscription);
  const after = monthly > 0 ? { monthly, currency, value: value(monthly, currency, at) } : undefined;
  if (before && after) {
    const revalued = value(before.monthly, before.currency, at);
    add(effects, before.value, -1);
    add(effects, revalued, 1);
    add(changes, revalued, -1);
  } else if (before) {
    add(changes, before.value, -1);
  }
  if (after) {
    add(changes, after.value, 1);
    standing.set(subscription, after);
  } else {
    standing.delete(subscription);
  }
}

function add(purse: Purse, { currency, amount }: Valued, sign: 1 | -1): void {
  purse.set(currency, (purse.get(currency) ?? 0) + sign * amount);
}

interface Paying {
  readonly wasPaying: boolean;
  readonly isPaying: boolean;
  readonly hasPaid: boolean;
}

function* movementsOfInstant(
  at: number,
  { effects, changes }: Pick<Change, "effects" | "changes">,
  { wasPaying, isPaying, hasPaid }: Paying,
): Generator<Movement> {
  for (const [currency, amount] of sorted(effects)) {
    if (amount !== 0) yield { kind: "mrr_currency", at, currency, amount, count: 0 };
  }
  let count = Number(isPaying) - Number(wasPaying);
  const turn = hasPaid ? "mrr_reactivation" : "mrr_new";
  for (const [currency, amount] of sorted(changes)) {
    if (amount === 0 && count === 0) continue;
    if (wasPaying && isPaying) yield { kind: kindOf(amount), at, currency, amount, count };
    else if (wasPaying || isPaying) yield { kind: isPaying ? turn : "mrr_churn", at, currency, amount, count };
    // Who begins or ceases to pay in several currencies is one customer.
    count = 0;
  }
}

function kindOf(amount: number): MovementKind {
  return amount > 0 ? "mrr_expansion" : "mrr_contraction";
}

function sorted(purse: Purse): [string, number][] {
  return [...purse].sort(([one], [other]) => (one < other ? -1 : 1));
}
