import { createHmac } from "node:crypto";

const MS_PER_SECOND = 1_000;

/** An event of Stripe about an object, as it is delivered. `at`: milliseconds since the epoch. */
export function stripeEvent(type: string, object: object, { id, at }: { id: string; at: number }) {
  const created = Math.floor(at / MS_PER_SECOND);
  return { id, object: "event", api_version: "2026-10-28.endive", created, type, livemode: true, data: { object } };
}

/** A body with the header under which Stripe would deliver it. */
export function signedByStripe(payload: unknown, { secret, at }: { secret: string; at: number }) {
  const body = Buffer.from(JSON.stringify(payload));
  const seconds = Math.floor(at / MS_PER_SECOND);
  const hash = createHmac("sha256", secret).update(`${seconds}.`).update(body).digest("hex");
  return { body, header: "stripe-signature", signature: `t=${seconds},v1=${hash}` };
}

/** A body with the header under which Paddle would deliver it. */
export function signedByPaddle(payload: unknown, { secret, at }: { secret: string; at: number }) {
  const body = Buffer.from(JSON.stringify(payload));
  const seconds = Math.floor(at / MS_PER_SECOND);
  const hash = createHmac("sha256", secret).update(`${seconds}:`).update(body).digest("hex");
  return { body, header: "paddle-signature", signature: `ts=${seconds};h1=${hash}` };
}
