import type { EnrichedEvent, RevenueFact, SubjectFacts } from "@heliometer/events";
import fc from "fast-check";
import { NO_FACTS, pageViews } from "./context.ts";

export const REVENUE_NOW = Date.parse("2026-03-20T15:30:00Z");
const START = Date.parse("2025-12-20T00:00:00Z");
const AFTER = Date.parse("2026-04-10T00:00:00Z");
const CHANNELS = ["Direct", "Organic Search", "Paid Search", "Email"];
const CAMPAIGNS = ["", "spring", "winter"];
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

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

/** Visits of anybody to the site, each of one page view; those of one visitor are an hour apart. */
interface SiteVisit extends Visit {
  readonly visitorId: string;
}

export interface RevenueHistory {
  readonly customers: readonly Customer[];
  readonly spend: readonly SpendRow[];
  readonly site: readonly SiteVisit[];
}

const instants = fc.integer({ min: START, max: AFTER });
const days = fc.integer({ min: 0, max: 110 }).map((day) => START + day * DAY_MS);

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

/** Who came by one of two channels in the first weeks, subscribed, and may leave: enough of them for a lifetime value. */
const subscribers = fc
  .record({
    at: instants.filter((at) => at < START + 40 * DAY_MS),
    staysMs: fc.option(fc.integer({ min: DAY_MS, max: 80 * DAY_MS })),
    mrr: fc.constantFrom(900, 1_000, 3_333),
    channel: fc.constantFrom("Paid Search", "Email"),
  })
  .map(({ at, staysMs, mrr, channel }) => ({
    steps: [{ at, mrr, rate: false }, ...(staysMs === null ? [] : [{ at: at + staysMs, mrr: 0, rate: false }])],
    payments: [{ at, amount: mrr, currency: "EUR", refund: false }],
    visits: [
      { at: at - 2 * HOUR_MS, channel: "Organic Search", campaign: "" },
      { at: at - HOUR_MS, channel, campaign: "spring" },
    ],
  }));

const siteVisits = fc.record({
  visitorId: fc.constantFrom("v1", "v2", "v3", "v4"),
  at: fc.integer({ min: 0, max: 110 * 24 }).map((hour) => START + hour * HOUR_MS),
  channel: fc.constantFrom(...CHANNELS),
  campaign: fc.constantFrom(...CAMPAIGNS),
});

/** Customers with whatever past, spend, and visits. */
export const revenueHistories: fc.Arbitrary<RevenueHistory> = fc
  .record({
    customers: fc
      .tuple(
        fc.array(customers, { maxLength: 14 }),
        fc.oneof(
          { weight: 1, arbitrary: fc.constant([]) },
          { weight: 4, arbitrary: fc.array(subscribers, { minLength: 24, maxLength: 40 }) },
        ),
      )
      .map(([any, regular]) => [...any, ...regular]),
    site: fc.uniqueArray(siteVisits, { maxLength: 20, selector: ({ visitorId, at }) => `${visitorId} ${at}` }),
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
  .map(({ customers: drawn, ...others }) => ({
    ...others,
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

/** The page views of a history. */
export function eventsOf(projectId: string, { site }: RevenueHistory): EnrichedEvent[] {
  return site.flatMap(({ visitorId, at, channel, campaign }) =>
    pageViews(projectId, [new Date(at).toISOString()], {
      visitorId,
      visit: { ...NO_FACTS, channel, utmCampaign: campaign },
    }),
  );
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
