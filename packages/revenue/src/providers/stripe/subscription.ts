import { z } from "zod";
import type { Seen, SubscriptionRecord } from "../../records.ts";
import type { DiscountPart, Part, StatePart } from "../parts.ts";
import { Discount, readDiscount } from "./discount.ts";
import { Currency, Instant, OptionalInstant, Reference } from "./fields.ts";
import { SubscriptionItem, toItem } from "./subscription-item.ts";

type Status = SubscriptionRecord["state"]["status"];

const STATES: Readonly<Record<string, Status>> = {
  trialing: "trialing",
  active: "active",
  past_due: "past_due",
  canceled: "canceled",
  unpaid: "unpaid",
  paused: "paused",
  incomplete: "incomplete",
  incomplete_expired: "incomplete",
};

const Subscription = z.object({
  id: z.string(),
  cancel_at: OptionalInstant,
  canceled_at: OptionalInstant,
  currency: Currency.optional(),
  customer: Reference,
  /** Until the versions of March 2025. */
  discount: Discount.nullish(),
  discounts: z.array(z.union([z.string(), Discount])).nullish(),
  ended_at: OptionalInstant,
  items: z.object({ data: z.array(SubscriptionItem) }),
  pause_collection: z.object({}).nullish(),
  start_date: Instant,
  status: z.string(),
  trial_end: OptionalInstant,
});
type Subscription = z.output<typeof Subscription>;

/** A subscription as it is from the instant of the message on, and the discounts that came with it. */
export function readSubscription(object: unknown, seen: Seen): Part[] {
  const subscription = Subscription.parse(object);
  return [
    ...discountsOf(subscription, seen),
    ...toState(subscription, { ...seen, at: seen.seenAt, isPresumed: false }),
  ];
}

/**
 * A subscription out of the history: the API tells how it is now, with when it began, when its trial was over and when it
 * ended. Where no invoice tells what it cost before, it is presumed to have cost the same all the time.
 */
export function readPastSubscription(object: unknown, seen: Seen): Part[] {
  const subscription = Subscription.parse(object);
  const { start_date: start, trial_end: trialEnd, ended_at: end, status } = subscription;
  const isOver = status === "canceled" && end !== undefined;
  const now = Math.max(seen.seenAt, start);
  const isOnTrial = status === "trialing";
  const wasActive = ["active", "past_due", "canceled"].includes(status);
  const turns: [at: number, status: string, isPresumed?: true][] = [];
  if (trialEnd !== undefined && trialEnd > start) turns.push([start, "trialing", true]);
  if (wasActive) turns.push([Math.max(start, trialEnd ?? start), "active", true]);
  if (isOver) turns.push([end, "canceled"]);
  else if (!isOnTrial || turns.length === 0) turns.push([now, status]);
  // Of several runs the first knew best what was long ago, so that its ids come last.
  const age = String(Number.MAX_SAFE_INTEGER - seen.seenAt);
  const states = turns
    .filter(([at]) => !isOver || at <= end)
    .flatMap(([at, then, isPresumed = false], index) =>
      toState(
        { ...subscription, status: then },
        { ...seen, at, isPresumed, sourceId: `backfill_${age}_${subscription.id}~${index}` },
      ),
    );
  return [...discountsOf(subscription, seen), ...states];
}

function toState(
  subscription: Subscription,
  { at, isPresumed, ...seen }: Seen & { at: number; isPresumed: boolean },
): StatePart[] {
  const { id, customer, start_date: startedAt, trial_end: trialEnd } = subscription;
  const currency = subscription.currency;
  if (!customer || !currency) return [];
  const listed = subscription.discounts ?? (subscription.discount ? [subscription.discount] : []);
  const discountIds = idsOf(listed);
  const items = subscription.items.data
    .filter(({ deleted }) => !deleted)
    .flatMap((item) => toItem(item, currency).map((told) => ({ told, discountIds: idsOf(item.discounts ?? []) })));
  const itemDiscountIds = items.map((item) => item.discountIds);
  return [
    {
      ...seen,
      kind: "state",
      externalId: `${id}@${seen.sourceId}`,
      keys: [...new Set([...discountIds, ...itemDiscountIds.flat()])].map((discount) => `discount:${discount}`),
      discountIds,
      itemDiscountIds,
      subscription: {
        kind: "subscription",
        externalId: id,
        customer: { externalId: customer },
        startedAt,
        trialEnd: trialEnd ?? null,
        canceledAt: subscription.canceled_at ?? null,
        endedAt: subscription.ended_at ?? null,
        state: {
          at,
          status: statusOf(subscription),
          currency,
          items: items.map(({ told }) => ({ ...told, ...(isPresumed && { presumed: true }) })),
          cancelAt: subscription.cancel_at ?? null,
        },
      },
    },
  ];
}

/** While collection is paused nothing is paid, whatever the status says. */
function statusOf({ status, pause_collection: pause }: Subscription): Status {
  const known = STATES[status] ?? "incomplete";
  return pause && known !== "canceled" ? "paused" : known;
}

function idsOf(discounts: readonly (string | { id: string })[]): string[] {
  return discounts.map((discount) => (typeof discount === "string" ? discount : discount.id));
}

function discountsOf({ discount, discounts, items }: Subscription, seen: Seen): DiscountPart[] {
  const ofItems = items.data.flatMap((item) => item.discounts ?? []);
  const all = [...(discounts ?? []), ...(discount ? [discount] : []), ...ofItems];
  const shown = all.filter((each) => typeof each === "object");
  return shown.flatMap((each) => readDiscount(each, seen));
}
