import { stripeEvent } from "./signed.ts";
import * as shop from "./stripe-objects.ts";

const AT = Date.parse("2026-11-02T09:00:00Z");
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

type Told = readonly [type: string, at: number, object: object];

/** What Stripe tells of a few customers within days: purchases, renewals, changes, refunds, a dispute that is won. */
export function stripeTellings(): object[] {
  return [...ofCustomers(), ...ofPayments()].map(([type, at, object], index) =>
    stripeEvent(type, object, { id: `evt_${String(index).padStart(3, "0")}`, at }),
  );
}

function ofCustomers(): Told[] {
  const plan = (amount: number, more: object = {}) => ({ start: AT, amount, discounts: ["di_1"], ...more });
  return [
    ["customer.created", AT, shop.stripeCustomer("cus_1")],
    ["customer.updated", AT + DAY_MS, shop.stripeCustomer("cus_1", { email: "new@example.com", name: null })],
    ["customer.subscription.created", AT, shop.stripeSubscription("sub_1", plan(2_000, { status: "incomplete" }))],
    ["customer.subscription.updated", AT, shop.stripeSubscription("sub_1", plan(2_000))],
    ["customer.subscription.updated", AT + DAY_MS, shop.stripeSubscription("sub_1", plan(3_000, { quantity: 2 }))],
    ["customer.discount.created", AT, shop.stripeDiscount("di_1", { percent_off: 20 })],
    [
      "customer.subscription.deleted",
      AT + 9 * DAY_MS,
      shop.stripeSubscription("sub_1", plan(3_000, { status: "canceled" }), { ended_at: (AT + 9 * DAY_MS) / 1_000 }),
    ],
    ["invoice.finalized", AT, shop.stripeInvoice("in_1", { total: 1_904, tax: 304, subscription: "sub_1" })],
    ["invoice_payment.paid", AT, shop.stripeInvoicePayment("inpay_1", { invoice: "in_1", payment: "pi_1" })],
    ["invoice_payment.paid", AT + HOUR_MS, shop.stripeInvoicePayment("inpay_2", { invoice: "in_1", payment: "pi_2" })],
  ];
}

function ofPayments(): Told[] {
  return [
    ["charge.failed", AT, shop.stripeCharge("ch_0", { at: AT, amount: 1_904, payment: "pi_1" }, { status: "failed" })],
    ["charge.succeeded", AT, shop.stripeCharge("ch_1", { at: AT, amount: 1_000, payment: "pi_1" })],
    ["charge.succeeded", AT + HOUR_MS, shop.stripeCharge("ch_2", { at: AT + HOUR_MS, amount: 904, payment: "pi_2" })],
    [
      "refund.created",
      AT + DAY_MS,
      shop.stripeRefund("re_1", { at: AT + DAY_MS, amount: 333, charge: "ch_1" }, { status: "pending" }),
    ],
    ["refund.updated", AT + 2 * DAY_MS, shop.stripeRefund("re_1", { at: AT + DAY_MS, amount: 333, charge: "ch_1" })],
    [
      "refund.created",
      AT + 3 * DAY_MS,
      shop.stripeRefund("re_2", { at: AT + 3 * DAY_MS, amount: 667, charge: "ch_1" }),
    ],
    [
      "charge.dispute.created",
      AT + 4 * DAY_MS,
      shop.stripeDispute("dp_1", { at: AT + 4 * DAY_MS, amount: 904, charge: "ch_2" }),
    ],
    [
      "charge.dispute.closed",
      AT + 8 * DAY_MS,
      shop.stripeDispute("dp_1", { at: AT + 4 * DAY_MS, amount: 904, charge: "ch_2" }, "won"),
    ],
    ["charge.succeeded", AT, shop.stripeCharge("ch_3", { at: AT, amount: 595, customer: null, payment: "pi_3" })],
    [
      "checkout.session.completed",
      AT,
      shop.stripeCheckout("cs_1", {
        payment_intent: "pi_3",
        amount_total: 595,
        total_details: { amount_tax: 95 },
        client_reference_id: "visitor-7",
        customer_details: { email: "guest@example.com", name: null },
      }),
    ],
  ];
}
