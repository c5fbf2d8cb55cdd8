import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { connectProvider, openProviderDesk, startBackfill } from "@heliometer/revenue";
import * as stripe from "@heliometer/revenue/testing";
import { openExampleShop } from "./testing/example-shop.ts";

// The shop of docs/revenue.md again, connected to Stripe after the year is over: of subscriptions Stripe tells how they
// are now, and what they cost in the year is read from the lines of their invoices.
const API_KEY = "rk_test_a_restricted_key_of_the_example";
let shop: Awaited<ReturnType<typeof openExampleShop>>;

const noon = (day: string) => Date.parse(`${day}T12:00:00Z`);
const seconds = (day: string) => noon(day) / 1_000;

interface Paid {
  readonly customer: string;
  readonly subscription: string;
  readonly amount: number;
  readonly from: string;
  readonly to: string;
}

/** An invoice for a term of a subscription; the trial is billed as well, with nothing. */
function invoiceOf({ subscription, amount, from, to }: Paid) {
  const line = { start: noon(from), end: noon(to), amount, subscription };
  const id = `${subscription}_${from}`;
  const payments = amount > 0 ? [`pi_${id}`] : [];
  return stripe.stripeInvoice(
    `in_${id}`,
    { total: amount, tax: 0, subscription, payments },
    { created: seconds(from), lines: { data: [stripe.stripeInvoiceLine(`il_${id}`, line)] } },
  );
}

function chargeOf({ customer, subscription, amount, from }: Paid) {
  const id = `${subscription}_${from}`;
  return stripe.stripeCharge(`ch_${id}`, { at: noon(from), amount, customer, payment: `pi_${id}` });
}

/** What was paid for a month each, from the first to the last of these months of 2025. */
function monthly(customer: string, subscription: string, [day, first, last, amount]: [string, number, number, number]) {
  const dayOf = (month: number) =>
    `${month > 12 ? 2026 : 2025}-${String(((month - 1) % 12) + 1).padStart(2, "0")}-${day}`;
  return Array.from({ length: last - first + 1 }, (_, index): Paid => {
    const month = first + index;
    return { customer, subscription, amount, from: dayOf(month), to: dayOf(month + 1) };
  });
}

const PAID: readonly Paid[] = [
  ...monthly("anna", "sub_anna", ["10", 1, 6, 3_000]),
  ...monthly("anna", "sub_anna", ["10", 7, 12, 5_000]),
  { customer: "ben", subscription: "sub_ben", amount: 24_000, from: "2025-03-01", to: "2026-03-01" },
  ...monthly("cleo", "sub_cleo_1", ["05", 2, 5, 2_500]),
  ...monthly("cleo", "sub_cleo_2", ["05", 10, 12, 2_500]),
  { customer: "dan", subscription: "sub_dan", amount: 0, from: "2025-05-01", to: "2025-05-15" },
  ...monthly("dan", "sub_dan", ["15", 5, 8, 4_000]),
  ...monthly("dan", "sub_dan", ["15", 9, 12, 3_000]),
];

const subscription = (name: string, [customer, start, amount]: readonly [string, string, number], more: object = {}) =>
  stripe.stripeSubscription(`sub_${name}`, { start: noon(start), amount }, { customer, ...more });
const ENDED = { status: "canceled", ended_at: seconds("2025-06-05"), canceled_at: seconds("2025-06-05") };
const YEARLY = { items: { data: [stripe.stripeItem({ amount: 24_000, interval: "year" })] } };

const LISTS = {
  "/v1/customers": ["anna", "ben", "cleo", "dan", "eve"].map((name) => stripe.stripeCustomer(name)),
  "/v1/subscriptions": [
    subscription("anna", ["anna", "2025-01-10", 5_000]),
    subscription("ben", ["ben", "2025-03-01", 24_000], YEARLY),
    subscription("cleo_1", ["cleo", "2025-02-05", 2_500], ENDED),
    subscription("cleo_2", ["cleo", "2025-10-05", 2_500]),
    subscription("dan", ["dan", "2025-05-01", 3_000], { trial_end: seconds("2025-05-15") }),
  ],
  "/v1/invoices": PAID.map(invoiceOf).reverse(),
  "/v1/checkout/sessions": [],
  "/v1/charges": [
    ...PAID.filter(({ amount }) => amount > 0).map(chargeOf),
    stripe.stripeCharge("ch_eve", { at: noon("2025-11-20"), amount: 8_000, customer: "eve" }),
  ],
  "/v1/refunds": [
    stripe.stripeRefund("re_ben", { at: noon("2025-04-15"), amount: 4_000, charge: "ch_sub_ben_2025-03-01" }),
  ],
  "/v1/disputes": [],
};

before(async () => {
  shop = await openExampleShop();
  const { projectId, revenue } = shop;
  const api = await stripe.openStripeApi({ lists: LISTS, apiKey: API_KEY });
  const log = { info: () => undefined, warn: (fields: object) => assert.fail(JSON.stringify(fields)) };
  const desk = openProviderDesk({ ...revenue, log, addresses: { stripe: api.address } });
  const { db, clock, secret } = revenue;
  const ctx = { db, clock, secretKey: secret.secretKey, userId: null, requireAdmin: async () => undefined };
  const { id: connectionId } = await connectProvider(ctx, { projectId, provider: "stripe", apiKey: API_KEY });
  await startBackfill(ctx, { projectId, connectionId });
  await desk.readHistories();
  await desk.close();
  await api.close();
  await shop.settle();
});
after(() => shop.close());

const YEAR = { startDate: "2025-01-01", endDate: "2025-12-31" };

test("a year that is read from Stripe afterwards has the movements of the year", async () => {
  const data = await shop.ask("revenue", { ...YEAR, compare: "none" });
  const expected = {
    ...{ grossRevenue: 1_255, refunds: 40, netRevenue: 1_215, charges: 29 },
    ...{ startMrr: 0, newMrr: 115, reactivationMrr: 25, expansionMrr: 20, contractionMrr: 10, churnedMrr: 25 },
    ...{ mrr: 125, activeSubscriptions: 4, payingCustomers: 4, arpa: 31.25, newCustomers: 5 },
  };
  assert.deepEqual(Object.fromEntries(Object.keys(expected).map((name) => [name, data[name]])), expected);
});

test("and MRR at the end of each month is what the subscriptions cost then, not what they cost now", async () => {
  const { rows } = await shop.ask("revenue_timeseries", { ...YEAR, interval: "month" });
  assert.deepEqual(
    (rows as { mrr: number }[]).map(({ mrr }) => mrr),
    [30, 55, 75, 75, 115, 90, 110, 110, 100, 125, 125, 125],
  );
});
