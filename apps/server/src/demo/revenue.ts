import { createRandom, type Random } from "@heliometer/events";
import type { RateRow, RevenueRecord, Spend, SubscriptionState } from "@heliometer/revenue";

/** Somebody who bought something on the website: a visitor of the demo's events. */
export interface DemoBuyer {
  readonly visitorId: string;
  readonly at: number;
}

export interface DemoRevenueOptions {
  readonly seed: number;
  /** Milliseconds since the epoch; the history is the 12 months before. */
  readonly endsAt: number;
  /** In the order of time; they become customers on the day when they bought. */
  readonly buyers: readonly DemoBuyer[];
}

/** A year of a shop's money, as a payment provider and advertising platforms would tell it. */
export interface DemoRevenue {
  readonly records: readonly RevenueRecord[];
  readonly spend: readonly Spend[];
  readonly rates: readonly RateRow[];
}

const DAY_MS = 86_400_000;
const DAYS = 365;
const MINUTE_MS = 60_000;
const MONTH_MS = 30 * DAY_MS;
/** Of the customers from before the first event on record. */
const EARLIER_CUSTOMERS = 220;
const BUYERS_MAX = 360;
const TRIAL_MS = 14 * DAY_MS;

const PLANS = {
  club: { amount: 900, interval: "month", everyMs: MONTH_MS },
  observatory: { amount: 2_400, interval: "month", everyMs: MONTH_MS },
  school: { amount: 49_000, interval: "year", everyMs: DAYS * DAY_MS },
} as const;
type PlanName = keyof typeof PLANS;

const FIRST_NAMES = [
  "Ada",
  "Bruno",
  "Chloé",
  "Dario",
  "Elif",
  "Fatou",
  "Greta",
  "Hugo",
  "Ines",
  "Jonas",
  "Keiko",
  "Lina",
];
const LAST_NAMES = ["Arnaud", "Bauer", "Costa", "Dubois", "Eriksen", "Fontana", "Garcia", "Huber", "Ito", "Janssen"];

const CAMPAIGNS = [
  { channel: "Paid Search", source: "Google", medium: "cpc", campaign: "brand", amount: 900 },
  { channel: "Paid Search", source: "Google", medium: "cpc", campaign: "telescopes", amount: 1_600 },
  { channel: "Paid Search", source: "Google", medium: "cpc", campaign: "sundials", amount: 700 },
  { channel: "Paid Social", source: "Facebook", medium: "paid_social", campaign: "stargazing-week", amount: 1_100 },
  { channel: "Paid Social", source: "LinkedIn", medium: "paid_social", campaign: "schools", amount: 1_300 },
  { channel: "Display", source: "Google", medium: "display", campaign: "remarketing", amount: 600 },
] as const;

/** Nothing depends on the clock or on chance beyond the seed. */
export function generateDemoRevenue({ seed, endsAt, buyers }: DemoRevenueOptions): DemoRevenue {
  const random = createRandom(seed);
  const startsAt = endsAt - DAYS * DAY_MS;
  const firstBuyer = buyers[0]?.at ?? endsAt;
  const earlier = Array.from({ length: EARLIER_CUSTOMERS }, () => ({
    // More of them later than sooner: the shop grows.
    ...{ at: Math.round(startsAt + Math.sqrt(random.next()) * (firstBuyer - startsAt)), visitorId: null },
  })).sort((one, other) => one.at - other.at);
  const step = Math.max(1, Math.floor(buyers.length / BUYERS_MAX));
  const known = buyers.filter((_, index) => index % step === 0).slice(0, BUYERS_MAX);
  const story = { endsAt, random };
  return {
    records: [...earlier, ...known].flatMap((person, index) =>
      customerStory({ ...story, ...person, number: index + 1 }),
    ),
    spend: spendOf(startsAt, story),
    rates: ratesOf(startsAt, story),
  };
}

interface Story {
  readonly endsAt: number;
  readonly random: Random;
}

interface Person extends Story {
  readonly number: number;
  readonly at: number;
  readonly visitorId: string | null;
}

/** A customer who buys something, and mostly stays as a member of the club. */
function customerStory(person: Person): RevenueRecord[] {
  const { number, at, visitorId, random } = person;
  const externalId = `cus_demo_${number}`;
  const seen = { seenAt: at, sourceId: `demo-${number}` };
  const first = FIRST_NAMES[number % FIRST_NAMES.length];
  const last = LAST_NAMES[Math.floor(number / FIRST_NAMES.length) % LAST_NAMES.length];
  // Every eighth customer pays in dollars.
  const currency = number % 8 === 0 ? "USD" : "EUR";
  const paidAt = at + 2 * MINUTE_MS;
  return [
    {
      ...{ kind: "customer", externalId, name: `${first} ${last}`, email: `customer${number}@example.com`, currency },
      ...{ visitorId, createdAt: at, ...seen },
    },
    ...purchase({ ...person, externalId, currency, at: paidAt, name: "order" }),
    ...(random.next() < 0.55 ? membership({ ...person, externalId, currency, at: paidAt }) : []),
  ];
}

interface Paying extends Person {
  readonly externalId: string;
  readonly currency: string;
}

function purchase({
  number,
  externalId,
  currency,
  at,
  random,
  name,
  endsAt,
}: Paying & { name: string }): RevenueRecord[] {
  const amount = 1_200 + Math.floor(random.next() * 26_000);
  return payment({
    id: `ch_demo_${number}_${name}`,
    externalId,
    amount,
    currency,
    at,
    endsAt,
    isRefunded: random.next() < 0.05,
  });
}

interface Payment extends Pick<Paying, "externalId" | "currency" | "at" | "endsAt"> {
  readonly id: string;
  readonly amount: number;
  readonly isRefunded: boolean;
  readonly subscriptionExternalId?: string;
}

function payment({ id, externalId, endsAt, isRefunded, ...charge }: Payment): RevenueRecord[] {
  const { at, amount, currency } = charge;
  if (at > endsAt) return [];
  const seen = { seenAt: at, sourceId: id };
  const refundedAt = at + 5 * DAY_MS;
  const refund: RevenueRecord = {
    ...{ kind: "refund", externalId: `re_${id}`, chargeExternalId: id, amount, currency, reason: "refund" },
    ...{ status: "succeeded", at: refundedAt, seenAt: refundedAt, sourceId: `re_${id}` },
  };
  return [
    { kind: "charge", externalId: id, customer: { externalId }, status: "succeeded", ...charge, ...seen },
    ...(isRefunded && refundedAt <= endsAt ? [refund] : []),
  ];
}

/** A membership: some begin with a trial, some grow, some end. */
function membership(person: Paying): RevenueRecord[] {
  const { number, at, random, endsAt, currency } = person;
  const plan: PlanName = number % 9 === 0 ? "school" : number % 3 === 0 ? "observatory" : "club";
  const hasTrial = random.next() < 0.3;
  const paysFrom = hasTrial ? at + TRIAL_MS : at;
  const converts = !hasTrial || random.next() < 0.7;
  const grows = plan === "club" && random.next() < 0.2;
  const { everyMs } = PLANS[plan];
  const terms = random.next() < 0.35 ? 1 + Math.floor(random.next() * 6) : Number.POSITIVE_INFINITY;
  const leavesAt = paysFrom + terms * everyMs;
  const growsAt = paysFrom + 3 * everyMs;
  const states: SubscriptionState[] = [
    ...(hasTrial ? [stateOf("trialing", { at, plan, currency })] : []),
    ...(converts
      ? [stateOf("active", { at: paysFrom, plan, currency })]
      : [stateOf("canceled", { at: paysFrom, plan, currency })]),
    ...(converts && grows && growsAt < leavesAt
      ? [stateOf("active", { at: growsAt, plan: "observatory", currency })]
      : []),
    ...(converts && leavesAt <= endsAt ? [stateOf("canceled", { at: leavesAt, plan, currency })] : []),
  ].filter((state) => state.at <= endsAt);
  const externalId = `sub_demo_${number}`;
  const started = { externalId, customer: { externalId: person.externalId }, startedAt: at };
  return [
    ...states.map(
      (state, index): RevenueRecord => ({
        ...{ kind: "subscription", ...started, state, seenAt: state.at, sourceId: `${externalId}-${index}` },
        ...(state.status === "canceled" ? { canceledAt: state.at, endedAt: state.at } : {}),
        ...(hasTrial ? { trialEnd: at + TRIAL_MS } : {}),
      }),
    ),
    ...(converts ? renewals(person, { plan, growsAt: grows ? growsAt : null, paysFrom, leavesAt }) : []),
  ];
}

interface Course {
  readonly plan: PlanName;
  readonly growsAt: number | null;
  readonly paysFrom: number;
  readonly leavesAt: number;
}

function renewals(person: Paying, { plan, growsAt, paysFrom, leavesAt }: Course): RevenueRecord[] {
  const { number, externalId, currency, random, endsAt } = person;
  const { everyMs } = PLANS[plan];
  const until = Math.min(leavesAt, endsAt + 1);
  const count = Math.max(0, Math.ceil((until - paysFrom) / everyMs));
  return Array.from({ length: count }, (_, term) => {
    const at = paysFrom + term * everyMs;
    const { amount } = PLANS[growsAt !== null && at >= growsAt ? "observatory" : plan];
    const id = `ch_demo_${number}_${term + 1}`;
    const subscriptionExternalId = `sub_demo_${number}`;
    return payment({
      id,
      externalId,
      amount,
      currency,
      at,
      endsAt,
      subscriptionExternalId,
      isRefunded: random.next() < 0.01,
    });
  }).flat();
}

function stateOf(
  status: SubscriptionState["status"],
  { at, plan, currency }: { at: number; plan: PlanName; currency: string },
): SubscriptionState {
  const { amount, interval } = PLANS[plan];
  return { at, status, currency, items: [{ amount, quantity: 1, interval, intervalCount: 1 }] };
}

function spendOf(startsAt: number, { random }: Story): Spend[] {
  return Array.from({ length: DAYS }, (_, day) =>
    CAMPAIGNS.map(({ amount, ...campaign }): Spend => {
      const spent = Math.round(amount * (0.6 + random.next() * 0.8));
      const clicks = Math.round(spent / 45);
      return {
        ...{ ...campaign, date: dateOf(startsAt + day * DAY_MS), currency: "EUR", amount: spent },
        ...{ clicks, impressions: clicks * 40, campaignId: "", externalId: "" },
      };
    }),
  ).flat();
}

/** One rate a week. */
function ratesOf(startsAt: number, { random }: Story): RateRow[] {
  return Array.from({ length: Math.ceil(DAYS / 7) + 2 }, (_, week) => ({
    ...{ date: dateOf(startsAt + (week - 1) * 7 * DAY_MS), base: "EUR", quote: "USD" },
    rate: (1.06 + random.next() * 0.08).toFixed(4),
  }));
}

function dateOf(instant: number): string {
  return new Date(instant).toISOString().slice(0, "2026-11-21".length);
}
