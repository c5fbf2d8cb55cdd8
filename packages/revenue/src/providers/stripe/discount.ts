import { z } from "zod";
import type { Seen } from "../../records.ts";
import type { DiscountPart, DiscountTerms } from "../parts.ts";
import { toMinorUnits } from "./amounts.ts";
import { Currency } from "./fields.ts";

const Coupon = z.object({
  amount_off: z.int().nullish(),
  percent_off: z.number().nullish(),
  currency: Currency.nullish(),
  duration: z.enum(["forever", "repeating", "once"]),
});

export const Discount = z.object({
  id: z.string(),
  /** Until the versions of September 2025; later ones have `source`. */
  coupon: Coupon.nullish().catch(null),
  source: z.object({ coupon: Coupon.nullish().catch(null) }).nullish(),
});

/** What a discount takes off; undefined where only the id of its coupon is told. */
function termsOf(discount: z.output<typeof Discount>): DiscountTerms | null | undefined {
  const coupon = discount.coupon ?? discount.source?.coupon;
  if (!coupon) return undefined;
  // It takes something off one invoice, and nothing off what recurs.
  if (coupon.duration === "once") return null;
  const forever = coupon.duration === "forever";
  if (coupon.percent_off != null) return { percent: coupon.percent_off, forever };
  return { amount: toMinorUnits(coupon.amount_off ?? 0, coupon.currency ?? ""), forever };
}

/** A discount, for the subscriptions that name it by its id. */
export function readDiscount(object: unknown, seen: Seen): DiscountPart[] {
  const discount = Discount.parse(object);
  const terms = termsOf(discount);
  if (terms === undefined) return [];
  return [{ ...seen, kind: "discount", externalId: discount.id, keys: [`discount:${discount.id}`], terms }];
}
