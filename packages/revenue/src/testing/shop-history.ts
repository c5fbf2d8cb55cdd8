import { paddleAdjustment, paddleSubscription, paddleTransaction } from "./paddle-events.ts";
import type { Lists } from "./provider-api.ts";
import {
  stripeCharge,
  stripeCustomer,
  stripeDispute,
  stripeInvoice,
  stripeRefund,
  stripeSubscription,
} from "./stripe-objects.ts";

const DAY_MS = 86_400_000;
const FIRST_DAY = Date.parse("2026-01-05T10:00:00Z");

/**
 * A shop's history at Stripe, as its lists hand it out: each customer has a subscription with one paid invoice (100.00
 * and 19.00 of tax); every tenth charge is given back, every fiftieth disputed.
 */
export function stripeHistory(customers: number): Lists {
  const all = Array.from({ length: customers }, (_, index) => customers - 1 - index);
  const at = (index: number) => FIRST_DAY + (index % 300) * DAY_MS;
  const money = (index: number) => ({ at: at(index), amount: 11_900 });
  return {
    "/v1/customers": all.map((index) => stripeCustomer(`cus_${index}`)),
    "/v1/subscriptions": all.map((index) =>
      stripeSubscription(`sub_${index}`, { start: at(index), amount: 10_000 }, { customer: `cus_${index}` }),
    ),
    "/v1/invoices": all.map((index) =>
      stripeInvoice(`in_${index}`, {
        total: 11_900,
        tax: 1_900,
        subscription: `sub_${index}`,
        payments: [`pi_${index}`],
      }),
    ),
    "/v1/checkout/sessions": [],
    "/v1/charges": all.map((index) =>
      stripeCharge(`ch_${index}`, { ...money(index), customer: `cus_${index}`, payment: `pi_${index}` }),
    ),
    "/v1/refunds": all
      .filter((index) => index % 10 === 0)
      .map((index) => stripeRefund(`re_${index}`, { ...money(index), charge: `ch_${index}` })),
    "/v1/disputes": all
      .filter((index) => index % 50 === 1)
      .map((index) => stripeDispute(`dp_${index}`, { ...money(index), charge: `ch_${index}` })),
  };
}

/** The same of Paddle, with one discount for all. */
export function paddleHistory(customers: number): Lists {
  const all = Array.from({ length: customers }, (_, index) => index);
  const at = (index: number) => FIRST_DAY + (index % 300) * DAY_MS;
  const money = (index: number) => ({ at: at(index), total: 11_900, tax: 1_900, customer: `ctm_${index}` });
  const discount = { id: "dsc_1", ends_at: null };
  return {
    "/customers": all.map((index) => ({ id: `ctm_${index}`, email: `ctm_${index}@example.com`, name: null })),
    "/discounts": [
      { id: "dsc_1", type: "percentage", amount: "10", recur: true, maximum_recurring_intervals: null } as {
        id: string;
      },
    ],
    "/subscriptions": all.map((index) =>
      paddleSubscription(`sub_${index}`, { at: at(index), amount: 10_000 }, { customer_id: `ctm_${index}`, discount }),
    ),
    "/transactions": all.map((index) =>
      paddleTransaction(`txn_${index}`, money(index), { subscription_id: `sub_${index}` }),
    ),
    "/adjustments": all
      .filter((index) => index % 10 === 0)
      .map((index) => paddleAdjustment(`adj_${index}`, money(index), { transaction_id: `txn_${index}` })),
  };
}
