import { z } from "zod";
import { personOf } from "../../person-fields.ts";
import type { ChargeRecord, CustomerRecord, PricesRecord, RefundRecord, Seen } from "../../records.ts";
import { Amount, CustomData, Instant, OptionalInstant, OptionalText } from "./fields.ts";
import { Item, toItem } from "./subscription.ts";

const Customer = z.object({
  id: z.string(),
  email: OptionalText,
  name: OptionalText,
  created_at: OptionalInstant,
  custom_data: CustomData,
});

/** A customer. */
export function readCustomer(object: unknown, seen: Seen): CustomerRecord {
  const customer = Customer.parse(object);
  return {
    ...seen,
    kind: "customer",
    externalId: customer.id,
    email: customer.email ?? null,
    name: customer.name ?? null,
    ...(customer.created_at !== undefined && { createdAt: customer.created_at }),
    ...(customer.custom_data && { metadata: customer.custom_data }),
    ...personOf(customer.custom_data),
  };
}

const Billed = Item.extend({ price: Item.shape.price.extend({ id: z.string() }), proration: z.unknown().optional() });

const Transaction = z.object({
  id: z.string(),
  status: z.string(),
  customer_id: OptionalText,
  subscription_id: OptionalText,
  currency_code: z.string(),
  created_at: Instant,
  billed_at: OptionalInstant,
  custom_data: CustomData,
  details: z.object({ totals: z.object({ total: Amount, tax: Amount, grand_total: Amount.nullish() }) }).nullish(),
  billing_period: z.object({ starts_at: Instant, ends_at: Instant }).nullish(),
  items: z.array(Billed).nullish().catch(null),
  payments: z.array(z.object({ status: z.string(), captured_at: OptionalInstant })).nullish(),
});
type Transaction = z.output<typeof Transaction>;

const CHARGE_STATES: Readonly<Record<string, ChargeRecord["status"]>> = {
  paid: "succeeded",
  completed: "succeeded",
  billed: "pending",
  past_due: "failed",
};

/** A transaction, from the moment on when somebody has to pay it. Drafts and canceled ones are no money. */
export function readTransaction(object: unknown, seen: Seen): (ChargeRecord | PricesRecord)[] {
  const transaction = Transaction.parse(object);
  const status = CHARGE_STATES[transaction.status];
  const { details, customer_id: customer, subscription_id: subscription, custom_data: metadata } = transaction;
  if (!status || !details) return [];
  const person = personOf(metadata);
  const isLinked = Object.keys(person).length > 0;
  const charge: ChargeRecord = {
    ...seen,
    kind: "charge",
    externalId: transaction.id,
    customer: customer ? { externalId: customer } : null,
    amount: amountOf(details.totals),
    currency: transaction.currency_code,
    status,
    at: paidAt(transaction),
    ...(subscription && { subscriptionExternalId: subscription }),
    ...(isLinked && { checkout: person }),
    ...(metadata && { metadata }),
  };
  return [charge, ...pricesOf(transaction, seen)];
}

/** What the subscription of a transaction costs in the term that it bills; nothing where that is a share of a term. */
function pricesOf(transaction: Transaction, { seenAt }: Seen): PricesRecord[] {
  const { id, billing_period: term, subscription_id: subscriptionExternalId, currency_code: currency } = transaction;
  const billed = transaction.items ?? [];
  if (!term || !subscriptionExternalId || billed.some(({ proration }) => proration)) return [];
  const { starts_at: at, ends_at: until } = term;
  const items = billed.flatMap((each) => toItem(each).map((item) => ({ ...item, billedAs: each.price.id, until })));
  if (items.length === 0) return [];
  return [{ kind: "prices", subscriptionExternalId, at, currency, items, seenAt, sourceId: `transaction ${id}` }];
}

/** Without tax; what was paid of the customer's credit was money at another time. */
function amountOf({
  total,
  tax,
  grand_total: paid,
}: {
  total: number;
  tax: number;
  grand_total?: number | null | undefined;
}): number {
  const net = total - tax;
  if (paid == null || paid === total || total <= 0) return net;
  return Math.round((paid * net) / total);
}

function paidAt({ payments, billed_at: billedAt, created_at: createdAt }: Transaction): number {
  const captured = (payments ?? []).flatMap((payment) => payment.captured_at ?? []);
  return captured.length > 0 ? Math.max(...captured) : (billedAt ?? createdAt);
}

const Adjustment = z.object({
  id: z.string(),
  action: z.string(),
  transaction_id: z.string(),
  status: z.string(),
  currency_code: z.string(),
  created_at: Instant,
  totals: z.object({ total: Amount, tax: Amount }),
});

/** Other actions move no money: a credit is used up by a later transaction, a reversed chargeback has its status changed. */
const REASONS: Readonly<Record<string, RefundRecord["reason"]>> = { refund: "refund", chargeback: "dispute" };

const REFUND_STATES: Readonly<Record<string, RefundRecord["status"]>> = {
  approved: "succeeded",
  pending_approval: "pending",
  rejected: "failed",
  reversed: "reversed",
};

/** Money that was given back, without tax, on its own date. */
export function readAdjustment(object: unknown, seen: Seen): RefundRecord[] {
  const adjustment = Adjustment.parse(object);
  const reason = REASONS[adjustment.action];
  if (!reason) return [];
  return [
    {
      ...seen,
      kind: "refund",
      externalId: adjustment.id,
      chargeExternalId: adjustment.transaction_id,
      amount: Math.abs(adjustment.totals.total - adjustment.totals.tax),
      currency: adjustment.currency_code,
      reason,
      status: REFUND_STATES[adjustment.status] ?? "pending",
      at: adjustment.created_at,
    },
  ];
}
