import { z } from "zod";
import { personOf } from "../../person-fields.ts";
import type { CustomerRecord, Seen } from "../../records.ts";
import type { BillPart } from "../parts.ts";
import { NOTHING, type Reading } from "../provider.ts";
import { toMinorUnits } from "./amounts.ts";
import { Currency, Metadata, OptionalText, Reference } from "./fields.ts";

const Session = z.object({
  id: z.string(),
  amount_total: z.int().nullish(),
  client_reference_id: OptionalText,
  currency: Currency.nullish(),
  customer: Reference,
  customer_details: z.object({ email: OptionalText, name: OptionalText }).nullish(),
  customer_email: OptionalText,
  invoice: Reference,
  metadata: Metadata,
  payment_intent: Reference,
  subscription: Reference,
  status: OptionalText,
  total_details: z.object({ amount_tax: z.int().nullish() }).nullish(),
});
type Session = z.output<typeof Session>;

/** A check-out that was completed: who it was on the site, and the tax in what was paid. */
export function readCheckout(object: unknown, { seenAt, sourceId }: Seen): Reading {
  const seen = { seenAt, sourceId };
  const session = Session.parse(object);
  if (session.status && session.status !== "complete") return NOTHING;
  const person = whoOf(session);
  const isLinked = Object.keys(person).length > 0;
  const customers: CustomerRecord[] =
    session.customer && isLinked ? [{ ...seen, kind: "customer", externalId: session.customer, ...person }] : [];
  return { records: customers, parts: toBill(session, { seen, person }) };
}

/** The reference of a client may be either of the two: shops hand over what they have. */
function whoOf({ client_reference_id: reference, metadata }: Session): { visitorId?: string; userId?: string } {
  return { ...(reference && { visitorId: reference, userId: reference }), ...personOf(metadata) };
}

function toBill(session: Session, { seen, person }: { seen: Seen; person: ReturnType<typeof whoOf> }): BillPart[] {
  const keys = [
    ...(session.payment_intent ? [`payment:${session.payment_intent}`] : []),
    ...(session.invoice ? [`bill:${session.invoice}`] : []),
  ];
  if (keys.length === 0 || !session.currency) return [];
  const email = session.customer_details?.email ?? session.customer_email;
  const checkout = { ...person, ...(email && { email }) };
  const bill: BillPart = {
    ...seen,
    kind: "checkout",
    externalId: session.id,
    keys,
    total: toMinorUnits(session.amount_total ?? 0, session.currency),
    tax: toMinorUnits(session.total_details?.amount_tax ?? 0, session.currency),
    ...(session.subscription && { subscriptionExternalId: session.subscription }),
    ...(Object.keys(checkout).length > 0 && { checkout }),
  };
  return [bill];
}
