import type { RevenueFact, SubjectFacts } from "@heliometer/events";
import fc from "fast-check";

export const REVENUE_NOW = Date.parse("2026-03-20T15:30:00Z");
const START = Date.parse("2025-12-20T00:00:00Z");
const AFTER = Date.parse("2026-04-10T00:00:00Z");
const CHANNELS = ["Direct", "Organic Search", "Paid Search", "Email"];
const CAMPAIGNS = ["", "spring", "winter"];

/** What a customer pays a month from an instant on, minor units; `rate`: what else it changes is the currency's doing. */
interface MrrStep {
  readonly at: number;
  readonly mrr: number;
  readonly rate: boolean;
}

interface Payment {
  readonly at: number;
  readonly amount: number;
  readonly currency: string;
  readonly refund: boolean;
}

export interface Visit {
  readonly at: number;
  readonly channel: string;
  readonly campaign: string;
}

export interface Customer {
  readonly id: string;
  /** In order of time. */
  readonly steps: readonly MrrStep[];
  readonly payments: readonly Payment[];
  readonly visits: readonly Visit[];
}

interface SpendRow {
  readonly at: number;
  readonly amount: number;
  readonly channel: string;
  readonly campaign: string;
}

export interface RevenueHistory {
  readonly customers: readonly Customer[];
  readonly spend: readonly SpendRow[];
}

const instants = fc.integer({ min: START, max: AFTER });
const days = fc.integer({ min: 0, max: 110 }).map((day) => START + day * 86_400_000);

const customers = fc.record({
  steps: fc.array(
    fc.record({ at: instants, mrr: fc.constantFrom(0, 0, 900, 1_000, 2_550, 3_333), rate: fc.boolean() }),
    {
      maxLength: 6,
    },
  ),
  payments: fc.array(
    fc.record({
      at: instants,
      amount: fc.integer({ min: 1, max: 100_000 }),
      currency: fc.constantFrom("EUR", "EUR", "EUR", "USD"),
      refund: fc.constantFrom(false, false, true),
    }),
    { maxLength: 8 },
  ),
  visits: fc.array(
    fc.record({ at: instants, channel: fc.constantFrom(...CHANNELS), campaign: fc.constantFrom(...CAMPAIGNS) }),
    { maxLength: 8 },
  ),
});

/** Customers with whatever past, and spend. */
export const revenueHistories: fc.Arbitrary<RevenueHistory> = fc
  .record({
    customers: fc.array(customers, { maxLength: 14 }),
    spend: fc.array(
      fc.record({
        at: days,
        amount: fc.integer({ min: 0, max: 50_000 }),
        channel: fc.constantFrom(...CHANNELS.slice(1)),
        campaign: fc.constantFrom(...CAMPAIGNS),
      }),
      { maxLength: 8 },
    ),
  })
  .map(({ customers: drawn, spend }) => ({
    spend,
    customers: drawn.map(({ steps, payments, visits }, index) => ({
      ...{ id: `c${index}`, payments },
      // At one instant there is one state.
      steps: distinct([...steps].sort(byTime)),
      visits: upToFirstPayment(visits, payments),
    })),
  }));

/** The facts of a history as a projection would hand them over, in an order that tells nothing. */
export function factsOf(projectId: string, { customers: all, spend }: RevenueHistory): SubjectFacts[] {
  return [
    ...all.map((customer) => ({
      ...{ projectId, subject: `customer:${customer.id}`, version: 1 },
      facts: [...movesOf(customer), ...paymentsOf(customer), ...touchesOf(customer)].reverse(),
    })),
    ...spend.map(({ at, amount, channel, campaign }, index) => ({
      ...{ projectId, subject: `spend:${index}`, version: 1 },
      facts: [factAt("spend", { at, amount, channel, campaign, currency: "EUR" })],
    })),
  ];
}

/** The first charge of a customer. */
export function firstPaymentOf({ payments }: Pick<Customer, "payments">): number | null {
  const charges = payments.filter(({ refund }) => !refund).map(({ at }) => at);
  return charges.length === 0 ? null : Math.min(...charges);
}

function upToFirstPayment(visits: readonly Visit[], payments: readonly Payment[]): Visit[] {
  const paidAt = firstPaymentOf({ payments });
  return distinct(visits.filter(({ at }) => paidAt === null || at <= paidAt).sort(byTime));
}

function movesOf({ steps }: Customer): RevenueFact[] {
  let before = 0;
  let paidEver = false;
  return steps.flatMap(({ at, mrr, rate }) => {
    const amount = mrr - before;
    const was = before;
    before = mrr;
    if (amount === 0) return [];
    const fact = (kind: RevenueFact["kind"], count: number) => [factAt(kind, { at, amount, count, currency: "EUR" })];
    if (was === 0) {
      const kind = paidEver ? "mrr_reactivation" : "mrr_new";
      paidEver = true;
      return fact(kind, 1);
    }
    if (mrr === 0) return fact("mrr_churn", -1);
    if (rate) return fact("mrr_currency", 0);
    return fact(amount > 0 ? "mrr_expansion" : "mrr_contraction", 0);
  });
}

function paymentsOf(customer: Customer): RevenueFact[] {
  const first = firstPaymentOf(customer);
  return [
    ...customer.payments.map(({ at, amount, currency, refund }) =>
      factAt(refund ? "refund" : "charge", { at, amount, currency, count: 1 }),
    ),
    ...(first === null ? [] : [factAt("first_payment", { at: first, count: 1, currency: "EUR" })]),
  ];
}

function touchesOf({ visits }: Customer): RevenueFact[] {
  return visits.map(({ at, channel, campaign }) =>
    factAt("touch", { at, channel, campaign, source: channel, count: 1 }),
  );
}

const NOTHING = {
  currency: "",
  amount: 0,
  count: 0,
  channel: "",
  source: "",
  medium: "",
  campaign: "",
  impressions: 0,
};

/** A fact of which only what the test says is told. */
function factAt(kind: RevenueFact["kind"], change: Partial<RevenueFact> & { at: number }): RevenueFact {
  return { ...NOTHING, ...change, kind };
}

function byTime(one: { readonly at: number }, other: { readonly at: number }): number {
  return one.at - other.at;
}

function distinct<Item extends { readonly at: number }>(items: readonly Item[]): Item[] {
  return [...new Map(items.map((item) => [item.at, item])).values()];
}
