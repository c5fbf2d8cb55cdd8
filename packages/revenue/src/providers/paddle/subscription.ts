import { z } from "zod";
import type { Seen, SubscriptionRecord } from "../../records.ts";
import type { DiscountPart, StatePart } from "../parts.ts";
import { Amount, Instant, OptionalInstant } from "./fields.ts";

type State = SubscriptionRecord["state"];

const Interval = z.enum(["day", "week", "month", "year"]);

export const Item = z.object({
  status: z.string().optional(),
  recurring: z.boolean().optional(),
  quantity: z.int().nonnegative(),
  price: z.object({
    unit_price: z.object({ amount: Amount }),
    billing_cycle: z.object({ interval: Interval, frequency: z.int().positive() }).nullish(),
  }),
});

const Subscription = z.object({
  id: z.string(),
  status: z.enum(["active", "canceled", "past_due", "paused", "trialing"]),
  customer_id: z.string(),
  currency_code: z.string(),
  created_at: Instant,
  started_at: OptionalInstant,
  first_billed_at: OptionalInstant,
  canceled_at: OptionalInstant,
  discount: z.object({ id: z.string(), ends_at: OptionalInstant }).nullish(),
  items: z.array(Item),
  scheduled_change: z.object({ action: z.string(), effective_at: Instant }).nullish(),
});
type Subscription = z.output<typeof Subscription>;

/** A subscription as it is from the instant of the message on. */
export function readSubscription(object: unknown, seen: Seen): StatePart[] {
  const subscription = Subscription.parse(object);
  return [toState(subscription, { ...seen, at: seen.seenAt, status: subscription.status, isPresumed: false })];
}

/**
 * A subscription out of the history: how it is now, when it was first billed and when it ended. Where no transaction tells
 * what it cost before, it is presumed to have cost the same.
 */
export function readPastSubscription(object: unknown, seen: Seen): StatePart[] {
  const subscription = Subscription.parse(object);
  const { status, first_billed_at: billedAt, canceled_at: end } = subscription;
  const start = startOf(subscription);
  const isOver = status === "canceled" && end !== undefined;
  const turns: [at: number, status: State["status"], isPresumed?: true][] = [];
  if (billedAt !== undefined && billedAt > start) turns.push([start, "trialing", true]);
  if (billedAt !== undefined && status !== "trialing") turns.push([Math.max(start, billedAt), "active", true]);
  if (isOver) turns.push([Math.max(start, end), "canceled"]);
  else turns.push([Math.max(start, seen.seenAt), status]);
  // Of several runs the first knew best what was long ago, so that its ids come last.
  const age = String(Number.MAX_SAFE_INTEGER - seen.seenAt);
  return turns.map(([at, then, isPresumed = false], index) => {
    const sourceId = `backfill_${age}_${subscription.id}~${index}`;
    return toState(subscription, { ...seen, at, status: then, isPresumed, sourceId });
  });
}

function toState(
  subscription: Subscription,
  { at, status, isPresumed, ...seen }: Seen & Pick<State, "at" | "status"> & { isPresumed: boolean },
): StatePart {
  const { id, scheduled_change: change, discount } = subscription;
  return {
    ...seen,
    kind: "state",
    externalId: `${id}@${seen.sourceId}`,
    keys: discount ? [`discount:${discount.id}`] : [],
    discountIds: discount ? [discount.id] : [],
    subscription: {
      kind: "subscription",
      externalId: id,
      customer: { externalId: subscription.customer_id },
      startedAt: startOf(subscription),
      canceledAt: subscription.canceled_at ?? null,
      endedAt: subscription.canceled_at ?? null,
      state: {
        at,
        status,
        currency: subscription.currency_code,
        items: subscription.items.flatMap(toItem).map((item) => ({ ...item, ...(isPresumed && { presumed: true }) })),
        cancelAt: change?.action === "cancel" || change?.action === "pause" ? change.effective_at : null,
      },
    },
  };
}

function startOf({ started_at: startedAt, created_at: createdAt }: Subscription): number {
  return startedAt ?? createdAt;
}

/** Items that are paid once, or are switched off, are no part of what recurs. */
export function toItem({ status, recurring, quantity, price }: z.output<typeof Item>): State["items"] {
  const cycle = price.billing_cycle;
  if (status === "inactive" || recurring === false || !cycle) return [];
  return [{ amount: price.unit_price.amount, quantity, interval: cycle.interval, intervalCount: cycle.frequency }];
}

const DiscountEntity = z.object({
  id: z.string(),
  type: z.enum(["percentage", "flat", "flat_per_seat"]),
  amount: z.string(),
  recur: z.boolean(),
  maximum_recurring_intervals: z.int().nullish(),
});

/** A discount; one that does not recur takes nothing off what recurs. */
export function readDiscount(object: unknown, seen: Seen): DiscountPart[] {
  const { id, type, amount, recur, maximum_recurring_intervals: intervals } = DiscountEntity.parse(object);
  const forever = intervals == null;
  const off = type === "percentage" ? { percent: Number(amount) } : { amount: Number(amount) };
  const terms = recur ? { ...off, forever } : null;
  return [{ ...seen, kind: "discount", externalId: id, keys: [`discount:${id}`], terms }];
}
