import { InvalidInput } from "@heliometer/core";
import { z } from "zod";
import type { Seen } from "../records.ts";
import {
  asParts,
  asRecords,
  type DeliveryHead,
  NOTHING,
  type Provider,
  type Reading,
  type ReadObject,
  SIGNATURE_AGE_SECONDS_MAX,
  type SignedDelivery,
} from "./provider.ts";
import { readCharge } from "./stripe/charge.ts";
import { readCheckout } from "./stripe/checkout.ts";
import { readCustomer } from "./stripe/customer.ts";
import { readDiscount } from "./stripe/discount.ts";
import { openStripeHistory } from "./stripe/history.ts";
import { readInvoice, readInvoicePayment } from "./stripe/invoice.ts";
import { readDispute, readRefund } from "./stripe/refund.ts";
import { readSubscription } from "./stripe/subscription.ts";

const MS_PER_SECOND = 1_000;

/** Stripe: signed events with a snapshot of the object that they are about, of any version of its API since 2019. */
export const stripe: Provider = {
  name: "stripe",
  title: "Stripe",
  signatureHeader: "stripe-signature",
  signingSecret: {
    pattern: /^whsec_\S+$/,
    rule: "must be the signing secret of the webhook endpoint, which begins with whsec_.",
  },
  apiKey: {
    pattern: /^(?:rk|sk)_(?:live|test)_\S+$/,
    rule: "must be a restricted or secret key of Stripe, which begins with rk_ or sk_.",
  },
  check,
  read,
  openHistory: openStripeHistory,
};

const Event = z.object({
  id: z.string(),
  type: z.string(),
  created: z.number(),
  data: z.object({ object: z.looseObject({ object: z.string().optional() }) }),
});
type Event = z.output<typeof Event>;

/** Checks a delivery as docs.stripe.com/webhooks/signature describes, by Stripe's own package. */
async function check({ body, signature, secret, now }: SignedDelivery): Promise<DeliveryHead> {
  // Loaded when it is needed: most instances have no shop.
  const { default: Stripe } = await import("stripe");
  try {
    const event: unknown = Stripe.webhooks.constructEvent(
      Buffer.from(body.buffer, body.byteOffset, body.byteLength),
      signature ?? "",
      secret,
      SIGNATURE_AGE_SECONDS_MAX,
      undefined,
      now,
    );
    const { id, type } = Event.parse(event);
    return { id, type };
  } catch (error) {
    throw new InvalidInput({
      field: error instanceof Stripe.errors.StripeSignatureVerificationError ? "Stripe-Signature" : "body",
      rule: faultOf(error, signature),
    });
  }
}

function faultOf(error: unknown, signature: string | undefined): string {
  const message = error instanceof Error ? error.message : "";
  if (!signature) return "is missing. Only Stripe itself may deliver here.";
  if (message.includes("tolerance"))
    return `is older than ${SIGNATURE_AGE_SECONDS_MAX} seconds. Check the clock of this server.`;
  if (message.includes("No signatures found matching"))
    return "does not fit this delivery. Check that the signing secret (whsec_…) of this connection is the one of this webhook endpoint, and that nothing in between changes the body.";
  if (message.includes("thin event"))
    return "is a thin event. Choose the payload style Snapshot at the webhook endpoint.";
  if (error instanceof z.ZodError || error instanceof SyntaxError) return "is no event of Stripe.";
  return "cannot be read. It looks like t=1492774577,v1=5257a869….";
}

function read(payload: unknown): Reading {
  const event = Event.parse(payload);
  return readObject(event.data.object, {
    ...event,
    seenAt: event.created * MS_PER_SECOND + rankOf(event.type),
    sourceId: event.id,
  });
}

/**
 * Stripe's events tell time in whole seconds. Of several events about one object within a second, what they are about says
 * which was first: by the last word of their type, as a fraction of the second.
 */
const RANKS: Readonly<Record<string, number>> = {
  created: 100,
  pending: 200,
  failed: 300,
  succeeded: 500,
  captured: 600,
  closed: 850,
  deleted: 900,
};
const OTHER_RANK = 700;

function rankOf(type: string): number {
  return RANKS[type.slice(type.lastIndexOf(".") + 1)] ?? OTHER_RANK;
}

const READERS: Readonly<Record<string, ReadObject<Pick<Event, "type">>>> = {
  customer: asRecords((object, { type, ...seen }) => [
    readCustomer(object, { ...seen, isDeleted: type === "customer.deleted" }),
  ]),
  "checkout.session": readCheckout,
  charge: asParts(readCharge),
  refund: asParts(readRefund),
  dispute: asParts(readDispute),
  invoice: readInvoice,
  invoice_payment: asParts(readInvoicePayment),
  subscription: asParts(readSubscription),
  discount: asParts(readDiscount),
};

function readObject(object: Event["data"]["object"], { seenAt, sourceId, type }: Seen & Pick<Event, "type">): Reading {
  return READERS[object.object ?? ""]?.(object, { seenAt, sourceId, type }) ?? NOTHING;
}
