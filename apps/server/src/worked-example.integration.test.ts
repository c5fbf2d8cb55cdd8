import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { NOTHING_KNOWN } from "@heliometer/events";
import { applyRecords, type RevenueRecord, type SubscriptionState, storeSpend } from "@heliometer/revenue";
import { openExampleShop } from "./testing/example-shop.ts";

// The year of the shop that docs/revenue.md works out by hand: what stands there is asserted here.
const YEAR = { startDate: "2025-01-01", endDate: "2025-12-31", compare: "none" };
let shop: Awaited<ReturnType<typeof openExampleShop>>;

const noon = (day: string) => Date.parse(`${day}T12:00:00Z`);
const customer = (name: string): RevenueRecord => ({
  ...{ kind: "customer", externalId: name, name, email: `${name}@example.com`, visitorId: `visitor-${name}` },
  ...{ seenAt: noon("2025-01-01"), sourceId: `customer-${name}` },
});
const charge = (name: string, day: string, amount: number): RevenueRecord => ({
  ...{ kind: "charge", externalId: `${name} ${day}`, customer: { externalId: name }, amount, currency: "EUR" },
  ...{ status: "succeeded", at: noon(day), seenAt: noon(day), sourceId: `charge-${name}-${day}` },
});
const charges = (name: string, day: string, [first, last, amount]: readonly [number, number, number]) =>
  Array.from({ length: last - first + 1 }, (_, index) =>
    charge(name, `2025-${String(first + index).padStart(2, "0")}-${day}`, amount),
  );
/** Of the subscriptions that change: when each began. */
const STARTED: Readonly<Record<string, string>> = { anna: "2025-01-10", "cleo first": "2025-02-05", dan: "2025-05-01" };
const state = (
  name: string,
  [day, status, amount, interval = "month"]: readonly [
    string,
    SubscriptionState["status"],
    number,
    ("month" | "year")?,
  ],
): RevenueRecord => ({
  ...{ kind: "subscription", externalId: name, customer: { externalId: name.split(" ")[0] ?? name } },
  ...{ startedAt: noon(STARTED[name] ?? day), seenAt: noon(day), sourceId: `state-${name}-${day}` },
  state: { at: noon(day), status, currency: "EUR", items: [{ amount, quantity: 1, interval, intervalCount: 1 }] },
});

const RECORDS: readonly RevenueRecord[] = [
  ...["anna", "ben", "cleo", "dan", "eve"].map(customer),
  ...[state("anna", ["2025-01-10", "active", 3_000]), state("anna", ["2025-07-10", "active", 5_000])],
  ...[...charges("anna", "10", [1, 6, 3_000]), ...charges("anna", "10", [7, 12, 5_000])],
  ...[state("ben", ["2025-03-01", "active", 24_000, "year"]), charge("ben", "2025-03-01", 24_000)],
  {
    ...{ kind: "refund", externalId: "ben", chargeExternalId: "ben 2025-03-01", amount: 4_000, currency: "EUR" },
    ...{ reason: "refund", status: "succeeded", at: noon("2025-04-15") },
    ...{ seenAt: noon("2025-04-15"), sourceId: "refund-ben" },
  },
  ...[state("cleo first", ["2025-02-05", "active", 2_500]), state("cleo first", ["2025-06-05", "canceled", 2_500])],
  ...[state("cleo second", ["2025-10-05", "active", 2_500])],
  ...[...charges("cleo", "05", [2, 5, 2_500]), ...charges("cleo", "05", [10, 12, 2_500])],
  ...[state("dan", ["2025-05-01", "trialing", 4_000]), state("dan", ["2025-05-15", "active", 4_000])],
  ...[state("dan", ["2025-09-15", "active", 3_000])],
  ...[...charges("dan", "15", [5, 8, 4_000]), ...charges("dan", "15", [9, 12, 3_000])],
  charge("eve", "2025-11-20", 8_000),
];

const visit = (name: string, day: string, channel: string) => ({
  ...{ eventId: `${name} ${day}`, ts: noon(day) - 3_600_000, kind: "pageview" as const },
  ...{ visitorId: `visitor-${name}`, name: "", hostname: "example.com", path: "/", title: "", properties: "" },
  visit: { ...NOTHING_KNOWN, channel, source: channel },
});
const VISITS = [
  visit("anna", "2025-01-05", "Organic Search"),
  visit("ben", "2025-02-20", "Paid Search"),
  visit("ben", "2025-03-01", "Direct"),
  visit("dan", "2025-04-20", "Email"),
  visit("dan", "2025-04-30", "Paid Search"),
  visit("dan", "2025-05-01", "Direct"),
  visit("eve", "2025-11-18", "Direct"),
];

before(async () => {
  shop = await openExampleShop();
  const { projectId, revenue, store } = shop;
  await store.append(VISITS.map((event) => ({ ...event, projectId })));
  const { rejected } = await applyRecords(revenue, { projectId, provider: "api", records: RECORDS });
  assert.deepEqual(rejected, []);
  const day = { date: "2025-03-10", channel: "Paid Search", source: "Google", medium: "cpc", campaign: "brand" };
  const cost = { currency: "EUR", amount: 6_000, impressions: 4_000, clicks: 100, campaignId: "", externalId: "" };
  await storeSpend(revenue, { projectId, rows: [{ ...day, ...cost }] });
  await shop.settle();
});
after(() => shop.close());

const ask: Awaited<ReturnType<typeof openExampleShop>>["ask"] = (name, input) => shop.ask(name, input);

function holds(data: Record<string, unknown>, expected: Record<string, unknown>): void {
  assert.deepEqual(Object.fromEntries(Object.keys(expected).map((name) => [name, data[name]])), expected);
}

test("the year: every charge, the refund, and MRR with what moved it", async () => {
  const { otherCurrencies, ...data } = await ask("revenue", YEAR);
  assert.deepEqual(otherCurrencies, []);
  holds(data, { grossRevenue: 1_255, refunds: 40, netRevenue: 1_215, charges: 29, aov: 43.28 });
  holds(data, { startMrr: 0, newMrr: 115, reactivationMrr: 25, expansionMrr: 20, contractionMrr: 10, churnedMrr: 25 });
  holds(data, { mrr: 125, arr: 1_500, activeSubscriptions: 4, payingCustomers: 4, arpa: 31.25, newCustomers: 5 });
  holds(data, { revenuePerCustomerToDate: 243, customerChurnRate: null, mrrChurnRate: null, ltv: null });
});

test("the second quarter: churn by those who paid at its start, gross and net", async () => {
  const data = await ask("revenue", { startDate: "2025-04-01", endDate: "2025-06-30", compare: "none" });
  holds(data, { startMrr: 75, newMrr: 40, churnedMrr: 25, mrr: 90, churnedCustomers: 1, customerChurnRate: 33.3 });
  holds(data, { mrrChurnRate: 33.3, netRevenueRetention: 66.7, refunds: 40 });
});

test("the second half: nobody leaves, some pay less and some more", async () => {
  const data = await ask("revenue", { startDate: "2025-07-01", endDate: "2025-12-31", compare: "none" });
  holds(data, { startMrr: 90, reactivationMrr: 25, expansionMrr: 20, contractionMrr: 10, mrr: 125 });
  holds(data, { churnedCustomers: 0, customerChurnRate: 0, mrrChurnRate: 11.1, netRevenueRetention: 111.1 });
});

test("the months: MRR at the end of each, the refund in April", async () => {
  const { compare: _, ...year } = YEAR;
  const data = await ask("revenue_timeseries", { ...year, interval: "month" });
  const rows = data.rows as { mrr: number; refunds: number }[];
  assert.deepEqual(
    rows.map(({ mrr }) => mrr),
    [30, 55, 75, 75, 115, 90, 110, 110, 100, 125, 125, 125],
  );
  assert.equal(rows[3]?.refunds, 40);
});

test("the channels: the last visit that was not direct has the credit, and later payments inherit it", async () => {
  const { compare: _, ...year } = YEAR;
  const data = await ask("channel_roi", year);
  const rows = (data.rows as Record<string, unknown>[]).map(({ channel, attributedRevenue, newCustomers }) => [
    ...[channel, attributedRevenue, newCustomers],
  ]);
  assert.deepEqual(rows.sort(), [
    ["Direct", 80, 1],
    ["Email", 0, 0],
    ["Organic Search", 480, 1],
    ["Paid Search", 480, 2],
  ]);
  const paid = (data.rows as Record<string, unknown>[]).find(({ channel }) => channel === "Paid Search");
  holds(paid ?? {}, { spend: 60, cac: 30, roas: 8, roi: 700 });
  assert.deepEqual(data.unattributed, { attributedRevenue: 175, newCustomers: 1 });
  assert.equal(Object(data.totals).netRevenue, 1_215);
});

test("the channels by linear: a cent that cannot be split goes to the first name", async () => {
  const { compare: _, ...year } = YEAR;
  const data = await ask("channel_roi", { ...year, model: "linear" });
  const revenue = (data.rows as Record<string, unknown>[]).map(({ channel, attributedRevenue }) => [
    ...[channel, attributedRevenue],
  ]);
  assert.deepEqual(revenue.sort(), [
    ["Direct", 273.34],
    ["Email", 93.33],
    ["Organic Search", 480],
    ["Paid Search", 193.33],
  ]);
});

test("the customers: by what they have paid, with names for those who may see them", async () => {
  const { compare: _, ...year } = YEAR;
  const { rows } = await ask("top_customers", year);
  assert.deepEqual(
    (rows as Record<string, unknown>[]).map(({ name, netRevenue, mrr }) => [name, netRevenue, mrr]),
    [
      ["anna", 480, 50],
      ["dan", 280, 30],
      ["ben", 200, 20],
      ["cleo", 175, 25],
      ["eve", 80, 0],
    ],
  );
});
