import type { ChargeRow, RefundRow, SubscriptionRow, SubscriptionStateRow } from "@heliometer/db";
import type { RevenueFact, Touch } from "@heliometer/events";
import { movementsOf } from "../mrr/movements.ts";
import { BILLED } from "../mrr/prices.ts";
import { type Step, timelineOf } from "../mrr/timeline.ts";
import { factOf } from "./fact-of.ts";
import type { UsedRate } from "./keep-rates.ts";
import { type Terms, valueAt } from "./terms.ts";
import { toldPrices, toldState } from "./told-state.ts";
import { keptTouches } from "./touches.ts";

/** Everything that is known of one customer's money. */
export interface CustomerLedger {
  readonly charges: readonly ChargeRow[];
  readonly refunds: readonly RefundRow[];
  readonly subscriptions: readonly SubscriptionLedger[];
  /** Visits of the visitors whom the customer is joined to. */
  readonly touches: readonly Touch[];
}

interface SubscriptionLedger {
  readonly subscription: SubscriptionRow;
  readonly states: readonly SubscriptionStateRow[];
}

/** What a customer's money comes to. */
export interface CustomerFacts {
  readonly facts: readonly RevenueFact[];
  /** Of rows in other currencies than the project's, and of such as were. */
  readonly usedRates: readonly UsedRate[];
  readonly firstPaymentAt: number | null;
  /** When time alone changes the facts next: the end of a term that is paid for. */
  readonly changesAt: number | null;
}

/** Derives the facts of a customer: they depend on what is stored and on the terms alone. */
export function customerFacts(ledger: CustomerLedger, terms: Terms): CustomerFacts {
  const payments = paymentFacts(ledger, terms);
  const subscribed = subscriptionFacts(ledger.subscriptions, terms);
  const { firstPaymentAt } = payments;
  const touches = firstPaymentAt === null ? [] : keptTouches(ledger.touches, firstPaymentAt);
  const facts = [
    ...payments.facts,
    ...subscribed.facts,
    ...touches.map((touch) => factOf({ kind: "touch", at: touch.at, currency: "" }, { ...touch, count: 1 })),
  ];
  return {
    facts,
    usedRates: [...payments.usedRates, ...subscribed.usedRates],
    firstPaymentAt,
    changesAt: subscribed.changesAt,
  };
}

type PaymentFacts = Omit<CustomerFacts, "changesAt">;

function paymentFacts({ charges, refunds }: CustomerLedger, terms: Terms): PaymentFacts {
  const facts: RevenueFact[] = [];
  const usedRates: UsedRate[] = [];
  const value = (each: { table: "charges"; row: ChargeRow } | { table: "refunds"; row: RefundRow }, amount: number) => {
    const converted = valueAt({ ...each.row, amount }, terms);
    usedRates.push({ ...each, used: converted.used });
    return converted;
  };
  const ofCharge = Map.groupBy(refunds, (refund) => JSON.stringify([refund.provider, refund.charge_external_id]));
  const paid = charges.filter(({ status }) => status === "succeeded").sort(byTime);
  for (const charge of paid) {
    facts.push(
      factOf(
        { kind: "charge", at: charge.at, ...value({ table: "charges", row: charge }, charge.amount) },
        { count: 1 },
      ),
    );
    const own = ofCharge.get(JSON.stringify([charge.provider, charge.external_id])) ?? [];
    for (const [index, { refund, amount }] of givenBack(charge, own).entries()) {
      const converted = value({ table: "refunds", row: refund }, amount);
      facts.push(factOf({ kind: "refund", at: refund.at, ...converted }, { count: index === 0 ? 1 : 0 }));
    }
  }
  const firstPaymentAt = paid.find(({ amount }) => amount > 0)?.at ?? null;
  if (firstPaymentAt !== null) {
    facts.push(factOf({ kind: "first_payment", at: firstPaymentAt, currency: terms.currency }, { count: 1 }));
  }
  return { facts, usedRates, firstPaymentAt };
}

/** What was given back of a charge: never more than it took, should a refund have come before its charge was corrected. */
function givenBack(charge: ChargeRow, refunds: readonly RefundRow[]): { refund: RefundRow; amount: number }[] {
  let left = charge.amount;
  const given: { refund: RefundRow; amount: number }[] = [];
  const counted = refunds.filter(({ status, currency }) => status === "succeeded" && currency === charge.currency);
  for (const refund of counted.sort(byTime)) {
    const amount = Math.min(refund.amount, left);
    left -= amount;
    if (amount > 0) given.push({ refund, amount });
  }
  return given;
}

function subscriptionFacts(
  subscriptions: readonly SubscriptionLedger[],
  terms: Terms,
): Pick<CustomerFacts, "facts" | "usedRates" | "changesAt"> {
  const timelines = subscriptions.map(({ subscription, states: rows }) => {
    const { started_at: startedAt, ended_at: endedAt } = subscription;
    const states = rows.filter(({ status }) => status !== BILLED).map(toldState);
    const prices = rows.filter(({ status }) => status === BILLED).map(toldPrices);
    return timelineOf({ startedAt, endedAt, states, prices }, terms);
  });
  const isPast = ({ at }: Step) => at <= terms.now;
  const past = timelines.map((timeline) => timeline.filter(isPast));
  const future = timelines.flatMap((timeline) => timeline.filter((step) => !isPast(step)).map(({ at }) => at));
  const movements = movementsOf(past, (amount, currency, at) => valueAt({ amount, currency, at }, terms));
  return {
    facts: [
      ...movements.map(({ kind, at, currency, amount, count }) => factOf({ kind, at, currency, amount }, { count })),
      ...activeFacts(past),
    ],
    usedRates: subscriptions.flatMap(({ states }) =>
      states.map((row) => ({
        table: "subscription_states" as const,
        row,
        used: valueAt({ amount: 0, currency: row.currency, at: row.at }, terms).used,
      })),
    ),
    changesAt: future.length === 0 ? null : Math.min(...future),
  };
}

/** How many subscriptions begin and cease to be active: those of an instant together. */
function activeFacts(timelines: readonly (readonly Step[])[]): RevenueFact[] {
  const changes = timelines.flatMap((timeline) =>
    timeline.map(({ at, isIn }, index) => ({ at, count: Number(isIn) - Number(timeline[index - 1]?.isIn ?? false) })),
  );
  return [...Map.groupBy(changes, ({ at }) => at)]
    .map(([at, own]) => ({ at, count: own.reduce((sum, { count }) => sum + count, 0) }))
    .filter(({ count }) => count !== 0)
    .map(({ at, count }) => factOf({ kind: "subscription", at, currency: "" }, { count }));
}

function byTime(one: ChargeRow | RefundRow, other: ChargeRow | RefundRow): number {
  return one.at - other.at || (one.external_id < other.external_id ? -1 : 1);
}
