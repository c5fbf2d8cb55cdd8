import { z } from "zod";
import type { Seen } from "../../records.ts";
import type { BillPart, LinkPart } from "../parts.ts";
import { NOTHING, type Reading } from "../provider.ts";
import { toMinorUnits } from "./amounts.ts";
import { Currency, OptionalInstant, OptionalText, Reference } from "./fields.ts";
import { Lines, readPrices } from "./invoice-lines.ts";

const Payment = z.object({
  id: z.string(),
  invoice: Reference,
  payment: z.object({ charge: Reference, payment_intent: Reference }).nullish(),
});

const Invoice = z.object({
  /** Only an invoice that is still to come has none. */
  id: z.string().optional(),
  currency: Currency,
  created: OptionalInstant,
  status: OptionalText,
  lines: Lines,
  total: z.int(),
  /** The sum of taxes: `tax` until the versions of March 2025, `total_taxes` from then on. */
  tax: z.int().nullish(),
  total_taxes: z.array(z.object({ amount: z.int() })).nullish(),
  total_excluding_tax: z.int().nullish(),
  /** Until the versions of March 2025. */
  subscription: Reference,
  charge: Reference,
  payment_intent: Reference,
  /** From then on. */
  parent: z.object({ subscription_details: z.object({ subscription: Reference }).nullish() }).nullish(),
  payments: z.object({ data: z.array(Payment) }).nullish(),
});
type Invoice = z.output<typeof Invoice>;

/** An invoice: what its charges are for, how much of them is tax, and what a subscription cost in the terms of its lines. */
export function readInvoice(object: unknown, seen: Seen): Reading {
  const invoice = Invoice.parse(object);
  const { id, currency } = invoice;
  if (id === undefined) return NOTHING;
  const subscription = invoice.subscription ?? invoice.parent?.subscription_details?.subscription;
  const bill: BillPart = {
    ...seen,
    kind: "invoice",
    externalId: id,
    keys: [
      `bill:${id}`,
      ...(invoice.charge ? [`charge:${invoice.charge}`] : []),
      ...(invoice.payment_intent ? [`payment:${invoice.payment_intent}`] : []),
    ],
    total: toMinorUnits(invoice.total, currency),
    tax: toMinorUnits(taxOf(invoice), currency),
    ...(subscription && { subscriptionExternalId: subscription }),
  };
  const links = (invoice.payments?.data ?? []).flatMap((payment) => toLink({ ...payment, invoice: id }, seen));
  return { records: readPrices({ ...invoice, id, subscription }, seen), parts: [bill, ...links] };
}

/** What ties a payment to its invoice, from the versions of March 2025 on. */
export function readInvoicePayment(object: unknown, seen: Seen): LinkPart[] {
  return toLink(Payment.parse(object), seen);
}

function toLink({ id, invoice, payment }: z.output<typeof Payment>, seen: Seen): LinkPart[] {
  const paid = [
    ...(payment?.charge ? [`charge:${payment.charge}`] : []),
    ...(payment?.payment_intent ? [`payment:${payment.payment_intent}`] : []),
  ];
  if (!invoice || paid.length === 0) return [];
  return [{ ...seen, kind: "link", externalId: id, keys: [`bill:${invoice}`, ...paid] }];
}

function taxOf(invoice: Invoice): number {
  if (invoice.total_excluding_tax != null) return invoice.total - invoice.total_excluding_tax;
  if (invoice.total_taxes) return invoice.total_taxes.reduce((sum, { amount }) => sum + amount, 0);
  return invoice.tax ?? 0;
}
