import { addFractions, type Fraction, multiplyFractions, roundHalfEven } from "../money/rationals.ts";
import type { Discount, SubscriptionItem, SubscriptionState } from "../records.ts";

/** How much of a month one interval is the price of: a year's price counts one twelfth, a week's 52/12. */
const PER_MONTH: Readonly<Record<SubscriptionItem["interval"], Fraction>> = {
  day: { over: 365n, under: 12n },
  week: { over: 52n, under: 12n },
  month: { over: 1n, under: 1n },
  year: { over: 1n, under: 12n },
};
const NOTHING: Fraction = { over: 0n, under: 1n };
const PERCENT_STEPS = 1_000_000;

/** What a state of a subscription is made of, for its monthly amount. */
export type Priced = Pick<SubscriptionState, "items" | "discount">;

/**
 * What items are worth a month, in minor units of their currency: exact, and rounded once, half to even. What is paid by
 * use counts nothing; of discounts those that recur for ever, and those that end where `finiteDiscounts` says so.
 */
export function monthlyAmount({ items, discount }: Priced, { finiteDiscounts }: { finiteDiscounts: boolean }): number {
  const priced = items.filter(({ metered }) => metered !== true);
  const counts = (off: Discount | null | undefined) => off && (off.forever || finiteDiscounts);
  const full = priced
    .map((item) =>
      item.discount && counts(item.discount) ? reduce(monthlyOf(item), item.discount, item) : monthlyOf(item),
    )
    .map((left) => (left.over <= 0n ? NOTHING : left))
    .reduce(addFractions, NOTHING);
  const reduced = discount && counts(discount) ? reduce(full, discount, priced[0]) : full;
  return reduced.over <= 0n ? 0 : Number(roundHalfEven(reduced));
}

function monthlyOf({ amount, quantity, interval, intervalCount }: SubscriptionItem): Fraction {
  const price = { over: BigInt(amount) * BigInt(quantity), under: BigInt(intervalCount) };
  return multiplyFractions(price, PER_MONTH[interval]);
}

function reduce(full: Fraction, { percent, amount }: Discount, first: SubscriptionItem | undefined): Fraction {
  const share = BigInt(Math.round((100 - (percent ?? 0)) * PERCENT_STEPS));
  const left = multiplyFractions(full, { over: share, under: BigInt(100 * PERCENT_STEPS) });
  if (!amount || !first) return left;
  const off = monthlyOf({ ...first, amount, quantity: 1 });
  return addFractions(left, { over: -off.over, under: off.under });
}
