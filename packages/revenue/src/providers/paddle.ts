import { createHmac } from "node:crypto";
import { equalSecrets, InvalidInput } from "@heliometer/core";
import { z } from "zod";
import { Instant } from "./paddle/fields.ts";
import { openPaddleHistory } from "./paddle/history.ts";
import { readAdjustment, readCustomer, readTransaction } from "./paddle/money.ts";
import { readDiscount, readSubscription } from "./paddle/subscription.ts";
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

const MS_PER_SECOND = 1_000;

/** Paddle Billing: signed notifications with the whole entity that they are about. */
export const paddle: Provider = {
  name: "paddle",
  title: "Paddle",
  signatureHeader: "paddle-signature",
  signingSecret: {
    pattern: /^pdl_ntfset_\S+$/,
    rule: "must be the secret key of the notification destination, which begins with pdl_ntfset_.",
  },
  // Keys from before May 2025 have no prefix.
  apiKey: {
    pattern: /^(?:pdl_(?:live|sdbx)_apikey_\S+|[0-9a-f]{40,})$/,
    rule: "must be an API key of Paddle, which begins with pdl_live_apikey_ or pdl_sdbx_apikey_.",
  },
  check,
  read,
  openHistory: openPaddleHistory,
};

const Notification = z.object({
  event_id: z.string(),
  event_type: z.string(),
  occurred_at: Instant,
  data: z.unknown(),
});

/** `ts=1671552777;h1=…`: h1 is HMAC-SHA256 of `ts:body`; there are several while a secret is being replaced. */
const SIGNATURE = /^ts=(\d{1,12})((?:;h1=[0-9a-f]{64})+)$/;

/** Checks a delivery as developer.paddle.com/webhooks/signature-verification describes. */
async function check({ body, signature, secret, now }: SignedDelivery): Promise<DeliveryHead> {
  const field = "Paddle-Signature";
  if (!signature) throw new InvalidInput({ field, rule: "is missing. Only Paddle itself may deliver here." });
  const [, seconds, hashes] = SIGNATURE.exec(signature) ?? [];
  if (!seconds || !hashes) {
    throw new InvalidInput({ field, rule: "cannot be read. It looks like ts=1671552777;h1=eb4d0dc8…." });
  }
  const expected = createHmac("sha256", secret).update(`${seconds}:`).update(body).digest("hex");
  const isRight = hashes.split(";h1=").some((hash) => hash !== "" && equalSecrets(hash, expected));
  if (!isRight) {
    throw new InvalidInput({
      field,
      rule: "does not fit this delivery. Check that the secret key (pdl_ntfset_…) of this connection is the one of this notification destination, and that nothing in between changes the body.",
    });
  }
  if (now / MS_PER_SECOND - Number(seconds) > SIGNATURE_AGE_SECONDS_MAX) {
    throw new InvalidInput({
      field,
      rule: `is older than ${SIGNATURE_AGE_SECONDS_MAX} seconds. Check the clock of this server.`,
    });
  }
  return headOf(body);
}

function headOf(body: Uint8Array): DeliveryHead {
  try {
    const { event_id: id, event_type: type } = Notification.parse(JSON.parse(Buffer.from(body).toString("utf8")));
    return { id, type };
  } catch {
    throw new InvalidInput({ field: "body", rule: "is no notification of Paddle." });
  }
}

/** By the first word of the type of an event. */
const READERS: Readonly<Record<string, ReadObject>> = {
  customer: asRecords((object, seen) => [readCustomer(object, seen)]),
  transaction: asRecords(readTransaction),
  adjustment: asRecords(readAdjustment),
  subscription: asParts(readSubscription),
  discount: asParts(readDiscount),
};

function read(payload: unknown): Reading {
  const { event_id: sourceId, event_type: type, occurred_at: seenAt, data } = Notification.parse(payload);
  return READERS[type.slice(0, type.indexOf("."))]?.(data, { seenAt, sourceId }) ?? NOTHING;
}
