/** A notification of Paddle about an entity. `at`: milliseconds since the epoch. */
export function paddleEvent(type: string, data: object, { id, at }: { id: string; at: number }) {
  return {
    event_id: id,
    event_type: type,
    occurred_at: new Date(at).toISOString(),
    notification_id: `ntf_${id}`,
    data,
  };
}

interface TransactionFields {
  at: number;
  total: number;
  tax: number;
  customer?: string;
}

/** Entities of Paddle Billing with what a case does not speak of left out. Instants in milliseconds, amounts in minor units. */
export function paddleTransaction(
  id: string,
  { at, total, tax, customer = "ctm_1" }: TransactionFields,
  more: object = {},
) {
  const instant = new Date(at).toISOString();
  return {
    id,
    status: "completed",
    customer_id: customer,
    subscription_id: "sub_1",
    currency_code: "EUR",
    created_at: instant,
    billed_at: instant,
    custom_data: null,
    details: {
      totals: { subtotal: String(total - tax), total: String(total), tax: String(tax), grand_total: String(total) },
    },
    payments: [{ status: "captured", captured_at: instant }],
    ...more,
  };
}

export function paddleAdjustment(
  id: string,
  { at, total, tax }: { at: number; total: number; tax: number },
  more: object = {},
) {
  return {
    id,
    action: "refund",
    transaction_id: "txn_1",
    customer_id: "ctm_1",
    status: "approved",
    currency_code: "EUR",
    created_at: new Date(at).toISOString(),
    totals: { subtotal: String(total - tax), total: String(total), tax: String(tax) },
    ...more,
  };
}

export function paddleSubscription(
  id: string,
  { at, amount = 1900 }: { at: number; amount?: number },
  more: object = {},
) {
  const instant = new Date(at).toISOString();
  const price = {
    unit_price: { amount: String(amount), currency_code: "EUR" },
    billing_cycle: { interval: "month", frequency: 1 },
  };
  return {
    id,
    status: "active",
    customer_id: "ctm_1",
    currency_code: "EUR",
    created_at: instant,
    started_at: instant,
    first_billed_at: instant,
    canceled_at: null,
    discount: null,
    items: [{ status: "active", recurring: true, quantity: 1, price }],
    scheduled_change: null,
    ...more,
  };
}
