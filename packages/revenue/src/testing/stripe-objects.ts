const MS_PER_SECOND = 1_000;

/** Objects of Stripe as its API of 2026 shows them, with what a case does not speak of left out. Instants in milliseconds. */

export function stripeCustomer(id: string, fields: object = {}) {
  return {
    id,
    object: "customer",
    email: `${id}@example.com`,
    name: "Ada L.",
    created: 1_760_000_000,
    metadata: {},
    ...fields,
  };
}

interface ChargeFields {
  at: number;
  amount: number;
  customer?: string | null;
  payment?: string | null;
}

export function stripeCharge(
  id: string,
  { at, amount, customer = "cus_1", payment = null }: ChargeFields,
  more: object = {},
) {
  return {
    id,
    object: "charge",
    amount,
    amount_captured: amount,
    amount_refunded: 0,
    billing_details: { email: null },
    captured: true,
    created: Math.floor(at / MS_PER_SECOND),
    currency: "eur",
    customer,
    description: null,
    metadata: {},
    payment_intent: payment,
    receipt_email: null,
    status: "succeeded",
    ...more,
  };
}

export function stripeRefund(
  id: string,
  { at, amount, charge }: { at: number; amount: number; charge: string },
  more: object = {},
) {
  const created = Math.floor(at / MS_PER_SECOND);
  return { id, object: "refund", amount, charge, created, currency: "eur", reason: null, status: "succeeded", ...more };
}

export function stripeDispute(
  id: string,
  { at, amount, charge }: { at: number; amount: number; charge: string },
  status = "needs_response",
) {
  const created = Math.floor(at / MS_PER_SECOND);
  return { id, object: "dispute", amount, charge, created, currency: "eur", reason: "fraudulent", status };
}

interface InvoiceFields {
  total: number;
  tax: number;
  subscription?: string;
  /** The payment intents that pay it, where they are shown. */
  payments?: readonly string[];
}

export function stripeInvoice(id: string, { total, tax, subscription, payments }: InvoiceFields, more: object = {}) {
  return {
    id,
    object: "invoice",
    currency: "eur",
    customer: "cus_1",
    parent: subscription ? { type: "subscription_details", subscription_details: { subscription } } : null,
    ...(payments && {
      payments: {
        object: "list",
        data: payments.map((payment) => stripeInvoicePayment(`inpay_${payment}`, { invoice: id, payment })),
      },
    }),
    status: "paid",
    total,
    total_excluding_tax: total - tax,
    total_taxes: [{ amount: tax }],
    ...more,
  };
}

interface LineFields {
  start: number;
  end: number;
  amount: number;
  subscription: string;
  item?: string;
  isProration?: boolean;
}

/** A line of an invoice for a term of a subscription, as the versions since March 2025 show it. */
export function stripeInvoiceLine(id: string, fields: LineFields, more: object = {}) {
  const { start, end, amount, subscription, item = `si_${subscription}`, isProration = false } = fields;
  const seconds = (instant: number) => Math.floor(instant / MS_PER_SECOND);
  return {
    id,
    object: "line_item",
    amount,
    currency: "eur",
    parent: {
      type: "subscription_item_details",
      subscription_item_details: { proration: isProration, subscription, subscription_item: item },
    },
    period: { start: seconds(start), end: seconds(end) },
    quantity: 1,
    ...more,
  };
}

export function stripeInvoicePayment(id: string, { invoice, payment }: { invoice: string; payment: string }) {
  return {
    id,
    object: "invoice_payment",
    invoice,
    payment: { type: "payment_intent", payment_intent: payment },
    status: "paid",
  };
}

interface SubscriptionFields {
  start: number;
  status?: string;
  amount?: number;
  quantity?: number;
  interval?: string;
  discounts?: readonly (string | object)[];
}

export function stripeSubscription(id: string, fields: SubscriptionFields, more: object = {}) {
  const { start, status = "active", amount = 1900, quantity = 1, interval = "month", discounts = [] } = fields;
  return {
    id,
    object: "subscription",
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: null,
    currency: "eur",
    customer: "cus_1",
    discounts,
    ended_at: null,
    items: { object: "list", data: [stripeItem({ amount, quantity, interval })] },
    pause_collection: null,
    start_date: Math.floor(start / MS_PER_SECOND),
    status,
    trial_end: null,
    ...more,
  };
}

export function stripeItem(
  { amount, quantity = 1, interval = "month" }: { amount: number; quantity?: number; interval?: string },
  price: object = {},
) {
  return {
    object: "subscription_item",
    quantity,
    price: {
      object: "price",
      billing_scheme: "per_unit",
      currency: "eur",
      recurring: { interval, interval_count: 1, usage_type: "licensed" },
      transform_quantity: null,
      unit_amount: amount,
      unit_amount_decimal: String(amount),
      ...price,
    },
  };
}

export function stripeDiscount(id: string, coupon: object, subscription = "sub_1") {
  const whole = {
    id: `co_${id}`,
    object: "coupon",
    amount_off: null,
    currency: null,
    percent_off: null,
    duration: "forever",
    ...coupon,
  };
  return { id, object: "discount", subscription, source: { type: "coupon", coupon: whole } };
}

export function stripeCheckout(id: string, fields: object = {}) {
  return {
    id,
    object: "checkout.session",
    amount_total: 0,
    client_reference_id: null,
    currency: "eur",
    customer: null,
    customer_details: null,
    invoice: null,
    metadata: {},
    payment_intent: null,
    status: "complete",
    subscription: null,
    total_details: { amount_tax: 0 },
    ...fields,
  };
}
