import { z } from "zod";
import type { SubscriptionRecord } from "../../records.ts";
import { toMinorUnits } from "./amounts.ts";
import { Discount } from "./discount.ts";

const Interval = z.enum(["day", "week", "month", "year"]);
const Package = z.object({ divide_by: z.int().positive(), round: z.enum(["up", "down"]) }).nullish();

/** A text over HTTP, which Stripe's own package makes an object of. */
const Decimal = z
  .unknown()
  .optional()
  .transform((value) => (value == null ? null : Number(String(value))));

const Price = z.object({
  unit_amount: z.number().nullish(),
  unit_amount_decimal: Decimal,
  billing_scheme: z.string().optional(),
  recurring: z.object({
    interval: Interval,
    interval_count: z.int().positive(),
    usage_type: z.string().optional(),
  }),
  transform_quantity: Package,
});

/** The older shape of a price. */
const Plan = z
  .object({
    amount: z.number().nullish(),
    amount_decimal: Decimal,
    billing_scheme: z.string().optional(),
    interval: Interval,
    interval_count: z.int().positive(),
    usage_type: z.string().optional(),
    transform_usage: Package,
  })
  .transform(({ amount, amount_decimal, interval, interval_count, usage_type, transform_usage, billing_scheme }) => ({
    unit_amount: amount,
    unit_amount_decimal: amount_decimal,
    recurring: { interval, interval_count, usage_type },
    transform_quantity: transform_usage,
    billing_scheme,
  }));

/** What has a price, in either shape. */
export const Priced = z.object({ price: Price.nullish().catch(null), plan: Plan.nullish().catch(null) });

/** The price of something; undefined where only its id is told. */
export function termsOf({ price, plan }: z.output<typeof Priced>) {
  return price ?? plan ?? undefined;
}

export const SubscriptionItem = Priced.extend({
  id: z.string().optional(),
  deleted: z.boolean().optional(),
  discounts: z.array(z.union([z.string(), Discount])).nullish(),
  quantity: z.int().nonnegative().nullish(),
});

type Item = SubscriptionRecord["state"]["items"][number];

/**
 * What an item of a subscription costs. Prices by use are `metered`: they are no part of MRR. So are tiered ones, whose
 * amount Stripe does not say at the subscription, until an invoice says it.
 */
export function toItem(item: z.output<typeof SubscriptionItem>, currency: string): Item[] {
  const { id, quantity } = item;
  const terms = termsOf(item);
  if (!terms) return [];
  const { interval, interval_count: intervalCount, usage_type: use } = terms.recurring;
  const base = { interval, intervalCount };
  const unit = terms.unit_amount_decimal ?? terms.unit_amount;
  if (use === "metered" || terms.billing_scheme === "tiered" || unit == null) {
    const isBilled = use !== "metered" && id !== undefined;
    return [{ ...base, amount: 0, quantity: quantity ?? 0, metered: true, ...(isBilled && { billedAs: id }) }];
  }
  const units = packages(quantity ?? 1, terms.transform_quantity);
  if (Number.isInteger(unit)) return [{ ...base, amount: toMinorUnits(unit, currency), quantity: units }];
  // A unit may cost a fraction of a cent; what is paid for all of them is whole.
  return [{ ...base, amount: toMinorUnits(Math.round(unit * units), currency), quantity: 1 }];
}

function packages(quantity: number, rule: z.output<typeof Package>): number {
  if (!rule) return quantity;
  const count = quantity / rule.divide_by;
  return rule.round === "up" ? Math.ceil(count) : Math.floor(count);
}
