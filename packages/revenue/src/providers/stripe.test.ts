import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { signedByStripe, stripeEvent } from "../testing/signed.ts";
import * as shop from "../testing/stripe-objects.ts";
import { assemblePayment, assembleStates, type PaymentPart } from "./assemble.ts";
import type { DiscountPart, StatePart } from "./parts.ts";
import { stripe } from "./stripe.ts";

const AT = Date.parse("2026-11-02T09:00:00Z");
const SECRET = "whsec_a_signing_secret_of_the_tests";

const read = (...objects: { object: string }[]) => {
  const readings = objects.map((object, index) => {
    const type = object.object === "subscription" ? "customer.subscription.updated" : `${object.object}.updated`;
    return stripe.read(stripeEvent(type, object, { id: `evt_${index}`, at: AT }));
  });
  return { records: readings.flatMap((each) => each.records), parts: readings.flatMap((each) => each.parts) };
};
const payment = (...objects: { object: string }[]) => assemblePayment(read(...objects).parts as PaymentPart[]);
const charges = (...objects: { object: string }[]) => payment(...objects).filter((record) => record.kind === "charge");
const refunds = (...objects: { object: string }[]) => payment(...objects).filter((record) => record.kind === "refund");
const states = (...objects: { object: string }[]) => {
  const { parts } = read(...objects);
  const discounts = parts.filter((part): part is DiscountPart => part.kind === "discount");
  const own = parts.filter((part): part is StatePart => part.kind === "state");
  return assembleStates(own, discounts).map(({ state }) => state);
};
const charge = (more: object = {}) => shop.stripeCharge("ch_1", { at: AT, amount: 1_190, payment: "pi_1" }, more);
const refund = (id: string, amount: number, more: object = {}) =>
  shop.stripeRefund(id, { at: AT + Number(id.slice(3)), amount, charge: "ch_1" }, more);
const subscription = (more: object = {}, fields: object = {}) =>
  shop.stripeSubscription("sub_1", { start: AT, amount: 3_000, ...fields }, more);

suite("what Stripe tells", () => {
  test("a charge is money when it is captured, as much as was captured", () => {
    const seen = [
      charge(),
      charge({ captured: false, amount_captured: 0 }),
      charge({ amount_captured: 700 }),
      charge({ status: "failed", captured: false, amount_captured: 0 }),
      charge({ status: "pending" }),
    ].map((each) => charges(each).map(({ amount, status, at, currency }) => [amount, status, at, currency])[0]);
    assert.deepEqual(seen, [
      [1_190, "succeeded", AT, "EUR"],
      [1_190, "pending", AT, "EUR"],
      [700, "succeeded", AT, "EUR"],
      [1_190, "failed", AT, "EUR"],
      [1_190, "pending", AT, "EUR"],
    ]);
  });

  test("the tax and the subscription of an invoice are those of its charge, in old and new versions of the API", () => {
    const told = { total: 1_190, tax: 190 };
    const older = { ...shop.stripeInvoice("in_1", told), parent: null, total_excluding_tax: null, total_taxes: null };
    const ways = [
      [charge(), shop.stripeInvoice("in_1", { ...told, subscription: "sub_1", payments: ["pi_1"] })],
      [
        charge(),
        shop.stripeInvoice("in_1", { ...told, subscription: "sub_1" }),
        shop.stripeInvoicePayment("inpay_1", { invoice: "in_1", payment: "pi_1" }),
      ],
      [charge({ invoice: "in_1" }), { ...older, tax: 190, subscription: "sub_1" }],
      [charge({ payment_intent: null }), { ...older, tax: 190, subscription: { id: "sub_1" }, charge: "ch_1" }],
    ];
    for (const objects of ways) {
      const [record] = charges(...objects);
      assert.deepEqual([record?.amount, record?.subscriptionExternalId], [1_000, "sub_1"]);
    }
  });

  test("several charges of one invoice share its tax to the cent, and a full refund takes back what was counted", () => {
    const parts = [333, 333, 334].map((amount, index) =>
      shop.stripeCharge(`ch_${index}`, { at: AT + index * 1_000, amount, payment: `pi_${index}` }),
    );
    const invoice = shop.stripeInvoice("in_1", { total: 1_000, tax: 160, payments: ["pi_0", "pi_1", "pi_2"] });
    const back = parts.map(({ id, amount }) => shop.stripeRefund(`re_${id}`, { at: AT, amount, charge: id }));
    const counted = charges(...parts, invoice, ...back).map(({ amount }) => amount);
    assert.equal(
      counted.reduce((sum, amount) => sum + amount, 0),
      840,
    );
    assert.deepEqual(
      refunds(...parts, invoice, ...back).map(({ amount }) => amount),
      counted,
    );
  });

  test("partial refunds add up to the charge, and those that failed or never were money count for nothing", () => {
    const invoice = shop.stripeInvoice("in_1", { total: 1_190, tax: 190, payments: ["pi_1"] });
    const seen = refunds(
      charge(),
      invoice,
      refund("re_1", 397),
      refund("re_2", 397),
      refund("re_3", 396),
      refund("re_4", 100, { status: "failed" }),
    );
    assert.deepEqual(
      seen.map(({ amount, status }) => [amount, status]),
      [
        [334, "succeeded"],
        [333, "succeeded"],
        [333, "succeeded"],
        [84, "failed"],
      ],
    );
    const released = charge({ amount_captured: 700 });
    assert.deepEqual(refunds(released, refund("re_1", 490)), []);
    assert.deepEqual(refunds(released, refund("re_1", 490, { reason: "partial_capture" })), []);
    assert.deepEqual(refunds(charge(), refund("re_1", 1_190, { reason: "expired_uncaptured_charge" })), []);
    assert.deepEqual(
      refunds(charge({ refunds: { data: [refund("re_1", 190)] } })).map(({ amount }) => amount),
      [190],
    );
  });

  test("a dispute takes the money, gives it back when it is won, and only warns before it is one", () => {
    const seen = [
      "needs_response",
      "under_review",
      "lost",
      "won",
      "warning_needs_response",
      "warning_closed",
      "prevented",
    ].map(
      (status) =>
        refunds(charge(), shop.stripeDispute("dp_1", { at: AT, amount: 1_190, charge: "ch_1" }, status))[0]?.status,
    );
    assert.deepEqual(seen, ["succeeded", "succeeded", "succeeded", "reversed", "pending", "failed", "failed"]);
    const above = refunds(charge(), shop.stripeDispute("dp_1", { at: AT, amount: 1_250, charge: "ch_1" }));
    assert.equal(above[0]?.amount, 1_190);
  });

  test("currencies that Stripe writes in its own way are kept in minor units of ISO 4217", () => {
    const seen = [
      ["jpy", 500],
      ["kwd", 5_120],
      ["isk", 50_000],
      ["ugx", 50_000],
      ["mga", 500],
      ["huf", 50_000],
    ].map(([currency, amount]) => {
      const [record] = charges(charge({ currency, amount, amount_captured: amount }));
      return [record?.currency, record?.amount];
    });
    assert.deepEqual(seen, [
      ["JPY", 500],
      ["KWD", 5_120],
      ["ISK", 500],
      ["UGX", 500],
      ["MGA", 50_000],
      ["HUF", 50_000],
    ]);
  });

  test("a check-out says who it was: of a customer, and of a guest with the tax of what was paid", () => {
    const known = { customer: "cus_1", client_reference_id: "v-1", metadata: { heliometer_user: "u-1" } };
    const { records } = read(shop.stripeCheckout("cs_1", known));
    assert.deepEqual(
      records.map((record) => record.kind === "customer" && [record.externalId, record.visitorId, record.userId]),
      [["cus_1", "v-1", "u-1"]],
    );
    const guest = { payment_intent: "pi_1", amount_total: 1_190, total_details: { amount_tax: 190 } };
    const details = { client_reference_id: "v-2", customer_details: { email: "guest@example.com", name: null } };
    const [record] = charges(charge({ customer: null }), shop.stripeCheckout("cs_2", { ...guest, ...details }));
    assert.deepEqual(
      [record?.amount, record?.customer, record?.checkout],
      [1_000, { email: "guest@example.com" }, { visitorId: "v-2", userId: "v-2", email: "guest@example.com" }],
    );
    assert.deepEqual(read(shop.stripeCheckout("cs_3", { ...known, status: "expired" })), { records: [], parts: [] });
  });

  test("a customer's metadata name the visitor, and a deleted one keeps its id", () => {
    const [customer] = read(shop.stripeCustomer("cus_1", { metadata: { heliometer_visitor: "v-1" } })).records;
    assert.ok(customer?.kind === "customer" && customer.visitorId === "v-1" && customer.email === "cus_1@example.com");
    const { records } = stripe.read(
      stripeEvent("customer.deleted", shop.stripeCustomer("cus_1"), { id: "evt_1", at: AT }),
    );
    assert.deepEqual(records, [
      { kind: "customer", externalId: "cus_1", deleted: true, seenAt: AT + 900, sourceId: "evt_1" },
    ]);
  });

  test("a subscription's state has its items, what they cost, and when it ends", () => {
    const until = AT / 1_000 + 86_400;
    const [state] = states(
      subscription({ cancel_at: until, cancel_at_period_end: true }, { quantity: 3, interval: "year" }),
    );
    assert.deepEqual(state, {
      at: AT + 700,
      status: "active",
      currency: "EUR",
      items: [{ amount: 3_000, quantity: 3, interval: "year", intervalCount: 1 }],
      cancelAt: until * 1_000,
    });
    const status = (more: object) => states(subscription(more))[0]?.status;
    assert.equal(status({ pause_collection: { behavior: "void" } }), "paused");
    assert.equal(status({ status: "canceled", pause_collection: { behavior: "void" } }), "canceled");
    assert.equal(status({ status: "past_due" }), "past_due");
    assert.equal(status({ status: "incomplete_expired" }), "incomplete");
  });

  test("prices by use and tiers are left out of what recurs; fractions of a cent and packages are paid as a whole", () => {
    const item = (price: object, quantity = 1) => shop.stripeItem({ amount: 100, quantity }, price);
    const priced = (...data: object[]) => states(subscription({ items: { data } }))[0]?.items;
    const monthly = { interval: "month", intervalCount: 1 };
    assert.deepEqual(
      priced(
        item({ recurring: { interval: "month", interval_count: 1, usage_type: "metered" } }),
        item({ billing_scheme: "tiered", unit_amount: null, unit_amount_decimal: null }, 4),
        item({ unit_amount: null, unit_amount_decimal: "0.5" }, 1_001),
        item({ transform_quantity: { divide_by: 10, round: "up" } }, 41),
        item({ recurring: { interval: "month", interval_count: 3, usage_type: "licensed" } }),
      ),
      [
        { ...monthly, amount: 0, quantity: 1, metered: true },
        { ...monthly, amount: 0, quantity: 4, metered: true },
        { ...monthly, amount: 501, quantity: 1 },
        { ...monthly, amount: 100, quantity: 5 },
        { interval: "month", intervalCount: 3, amount: 100, quantity: 1 },
      ],
    );
    const plan = { amount: 700, interval: "week", interval_count: 2, usage_type: "licensed" };
    assert.deepEqual(priced({ quantity: 2, plan }), [{ interval: "week", intervalCount: 2, amount: 700, quantity: 2 }]);
  });

  test("coupons take off what they take off for as long as they last, together if there are several", () => {
    const discount = (...coupons: object[]) => {
      const shown = coupons.map((coupon, index) => shop.stripeDiscount(`di_${index}`, coupon));
      return states(subscription({}, { discounts: shown })).at(-1)?.discount;
    };
    assert.deepEqual(discount({ percent_off: 12.5 }), { percent: 12.5, forever: true });
    assert.deepEqual(discount({ percent_off: 50, duration: "repeating" }), { percent: 50, forever: false });
    assert.deepEqual(discount({ amount_off: 500, currency: "eur" }), { amount: 500, forever: true });
    assert.equal(discount({ percent_off: 50, duration: "once" }), null);
    assert.deepEqual(discount({ percent_off: 10 }, { amount_off: 700, currency: "eur" }), {
      amount: 1_000,
      forever: true,
    });
    assert.deepEqual(discount({ percent_off: 10 }, { percent_off: 50, duration: "repeating" }), {
      percent: 10,
      forever: true,
    });
    const older = { id: "di_9", coupon: { percent_off: 30, duration: "forever" } };
    assert.deepEqual(states(subscription({ discounts: undefined, discount: older })).at(-1)?.discount, {
      percent: 30,
      forever: true,
    });
    assert.equal(states(subscription({}, { discounts: ["di_unknown"] })).at(-1)?.discount, undefined);
  });

  test("events of one second are in the order of what they are about", () => {
    const at = (type: string) => {
      const { parts } = stripe.read(stripeEvent(type, subscription(), { id: "evt", at: AT }));
      return parts[0]?.seenAt ?? 0;
    };
    const order = ["created", "updated", "deleted"].map((word) => at(`customer.subscription.${word}`));
    assert.deepEqual(
      order,
      order.toSorted((one, other) => one - other),
    );
  });

  test("what is no money is taken and says nothing", () => {
    assert.deepEqual(read({ object: "product" }, { object: "subscription_schedule" }), { records: [], parts: [] });
    assert.deepEqual(read({ ...shop.stripeInvoice("in_1", { total: 1, tax: 0 }), id: undefined } as never).parts, []);
  });

  test("several signatures in one header are tried one after the other, as while a secret is being rolled", async () => {
    const event = stripeEvent("customer.created", shop.stripeCustomer("cus_1"), { id: "evt_1", at: AT });
    const { body, signature } = signedByStripe(event, { secret: SECRET, at: AT });
    const rolled = signature.replace(",v1=", `,v1=${"0".repeat(64)},v1=`);
    assert.deepEqual(await stripe.check({ body, signature: rolled, secret: SECRET, now: AT }), {
      id: "evt_1",
      type: "customer.created",
    });
  });
});
