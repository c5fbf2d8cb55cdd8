import { z } from "zod";
import { personOf } from "../../person-fields.ts";
import type { Seen } from "../../records.ts";
import type { ChargePart, Part } from "../parts.ts";
import { toMinorUnits } from "./amounts.ts";
import { Currency, Instant, Metadata, OptionalText, Reference } from "./fields.ts";
import { readRefund } from "./refund.ts";

const Charge = z.object({
  id: z.string(),
  amount: z.int(),
  amount_captured: z.int().optional(),
  captured: z.boolean().optional(),
  created: Instant,
  currency: Currency,
  customer: Reference,
  description: OptionalText,
  billing_details: z.object({ email: OptionalText }).nullish(),
  receipt_email: OptionalText,
  /** Until the versions of the API of March 2025; later ones name the charge at the invoice. */
  invoice: Reference,
  metadata: Metadata,
  payment_intent: Reference,
  status: z.enum(["succeeded", "pending", "failed"]),
  /** Older versions list them here. */
  refunds: z.object({ data: z.array(z.unknown()) }).nullish(),
});
type Charge = z.output<typeof Charge>;

/** A charge, and the refunds that came with it. Money counts once it is captured. */
export function readCharge(object: unknown, seen: Seen): Part[] {
  const charge = Charge.parse(object);
  const refunds = charge.refunds?.data ?? [];
  return [toPart(charge, seen), ...refunds.flatMap((refund) => readRefund(refund, seen))];
}

function toPart(charge: Charge, seen: Seen): ChargePart {
  const isReserved = charge.status === "succeeded" && charge.captured === false;
  const taken = isReserved ? charge.amount : (charge.amount_captured ?? charge.amount);
  const counted = charge.status === "succeeded" ? taken : charge.amount;
  return {
    ...seen,
    kind: "charge",
    externalId: charge.id,
    keys: [
      `charge:${charge.id}`,
      ...(charge.payment_intent ? [`payment:${charge.payment_intent}`] : []),
      ...(charge.invoice ? [`bill:${charge.invoice}`] : []),
    ],
    released: toMinorUnits(charge.amount - counted, charge.currency),
    charge: {
      kind: "charge",
      externalId: charge.id,
      customer: payer(charge),
      amount: toMinorUnits(counted, charge.currency),
      currency: charge.currency,
      status: isReserved ? "pending" : charge.status,
      at: charge.created,
      ...(charge.description && { description: charge.description }),
      ...(charge.metadata && { metadata: charge.metadata, ...checkoutOf(charge) }),
    },
  };
}

function payer(charge: Charge): ChargePart["charge"]["customer"] {
  if (charge.customer) return { externalId: charge.customer };
  const email = charge.billing_details?.email ?? charge.receipt_email;
  return email ? { email } : null;
}

function checkoutOf({ metadata }: Charge): Pick<ChargePart["charge"], "checkout"> {
  const person = personOf(metadata);
  return Object.keys(person).length > 0 ? { checkout: person } : {};
}
