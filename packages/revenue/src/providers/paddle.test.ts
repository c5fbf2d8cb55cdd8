import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { paddleAdjustment, paddleEvent, paddleSubscription, paddleTransaction } from "../testing/paddle-events.ts";
import { assembleStates } from "./assemble.ts";
import { readPastSubscription } from "./paddle/subscription.ts";
import { paddle } from "./paddle.ts";
import type { DiscountPart, StatePart } from "./parts.ts";

const AT = Date.parse("2026-11-02T09:00:00.250Z");

const read = (type: string, data: object) => paddle.read(paddleEvent(type, data, { id: "evt_1", at: AT }));
const sale = (more: object = {}) => paddleTransaction("txn_1", { at: AT, total: 1_190, tax: 190 }, more);

suite("what Paddle tells", () => {
  test("a transaction is a charge without tax, from the moment on when it has to be paid", () => {
    const seen = ["completed", "paid", "billed", "past_due", "draft", "canceled"].map((status) =>
      read("transaction.updated", sale({ status })).records.map((record) => record.kind === "charge" && record.status),
    );
    assert.deepEqual(seen, [["succeeded"], ["succeeded"], ["pending"], ["failed"], [], []]);
    const [charge] = read("transaction.completed", sale({ custom_data: { heliometer_visitor: "v-1" } })).records;
    assert.deepEqual(charge, {
      kind: "charge",
      externalId: "txn_1",
      customer: { externalId: "ctm_1" },
      amount: 1_000,
      currency: "EUR",
      status: "succeeded",
      at: AT,
      subscriptionExternalId: "sub_1",
      checkout: { visitorId: "v-1" },
      metadata: { heliometer_visitor: "v-1" },
      seenAt: AT,
      sourceId: "evt_1",
    });
  });

  test("a transaction of a whole term says what the subscription costs since the term began", () => {
    const term = { starts_at: "2026-11-02T09:00:00Z", ends_at: "2026-12-02T09:00:00Z" };
    const price = (cycle: object | null) => ({
      ...{ id: "pri_1", unit_price: { amount: "500", currency_code: "EUR" }, billing_cycle: cycle },
    });
    const seats = { quantity: 2, price: price({ interval: "month", frequency: 1 }) };
    const prices = (items: object[], more: object = {}) =>
      read("transaction.completed", sale({ billing_period: term, items, ...more })).records.filter(
        ({ kind }) => kind === "prices",
      );
    const [at, until] = [Date.parse(term.starts_at), Date.parse(term.ends_at)];
    const item = { amount: 500, quantity: 2, interval: "month", intervalCount: 1, billedAs: "pri_1", until };
    const told = { kind: "prices", subscriptionExternalId: "sub_1", at, currency: "EUR", items: [item] };
    const setUp = { quantity: 1, price: price(null) };
    assert.deepEqual(prices([seats, setUp]), [{ ...told, seenAt: AT, sourceId: "transaction txn_1" }]);
    assert.deepEqual(prices([{ ...seats, proration: { rate: "0.5" } }]), []);
    assert.deepEqual(prices([setUp]), []);
    assert.deepEqual(prices([seats], { subscription_id: null }), []);
    assert.deepEqual(prices([seats], { billing_period: null }), []);
    const [past, present] = readPastSubscription(paddleSubscription("sub_1", { at: AT }), {
      seenAt: until,
      sourceId: "b",
    });
    assert.deepEqual(
      [past, present].map((part) => part?.subscription.state.items[0]?.presumed),
      [true, undefined],
    );
  });

  test("what is paid of a credit was money at another time", () => {
    const totals = { subtotal: "1000", total: "1190", tax: "190", grand_total: "595" };
    const [charge] = read("transaction.completed", sale({ details: { totals } })).records;
    assert.equal(charge?.kind === "charge" && charge.amount, 500);
  });

  test("refunds and chargebacks are given back without tax, credits are not, and a reversed chargeback no more", () => {
    const told = (more: object) =>
      read("adjustment.updated", paddleAdjustment("adj_1", { at: AT, total: 595, tax: 95 }, more)).records.map(
        (record) => record.kind === "refund" && [record.amount, record.reason, record.status],
      );
    assert.deepEqual(told({}), [[500, "refund", "succeeded"]]);
    assert.deepEqual(told({ status: "pending_approval" }), [[500, "refund", "pending"]]);
    assert.deepEqual(told({ status: "rejected" }), [[500, "refund", "failed"]]);
    assert.deepEqual(told({ action: "chargeback" }), [[500, "dispute", "succeeded"]]);
    assert.deepEqual(told({ action: "chargeback", status: "reversed" }), [[500, "dispute", "reversed"]]);
    for (const action of ["credit", "chargeback_reverse", "chargeback_warning"]) assert.deepEqual(told({ action }), []);
  });

  test("a subscription's state has what recurs, its discount, and when a change that is planned ends it", () => {
    const end = new Date(AT + 86_400_000).toISOString();
    const data = paddleSubscription(
      "sub_1",
      { at: AT, amount: 2_000 },
      { discount: { id: "dsc_1", ends_at: null }, scheduled_change: { action: "cancel", effective_at: end } },
    );
    const terms = { type: "percentage", amount: "25", recur: true, maximum_recurring_intervals: null };
    const states = read("subscription.updated", data).parts as StatePart[];
    const discounts = read("discount.created", { id: "dsc_1", ...terms }).parts as DiscountPart[];
    assert.deepEqual(assembleStates(states, discounts).at(-1)?.state, {
      at: AT,
      status: "active",
      currency: "EUR",
      items: [{ amount: 2_000, quantity: 1, interval: "month", intervalCount: 1 }],
      cancelAt: AT + 86_400_000,
      discount: { percent: 25, forever: true },
    });
    const once = read("discount.created", { id: "dsc_1", ...terms, recur: false }).parts as DiscountPart[];
    assert.equal(assembleStates(states, once).at(-1)?.state.discount, null);
    const finite = read("discount.created", {
      id: "dsc_1",
      ...terms,
      type: "flat",
      amount: "300",
      maximum_recurring_intervals: 3,
    });
    assert.deepEqual(assembleStates(states, finite.parts as DiscountPart[]).at(-1)?.state.discount, {
      amount: 300,
      forever: false,
    });
  });

  test("what is no money is taken and says nothing", () => {
    assert.deepEqual(read("product.created", { id: "pro_1" }), { records: [], parts: [] });
  });
});
