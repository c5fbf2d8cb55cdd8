import type { BilledItem, SubscriptionItem } from "../records.ts";

/** The status of rows that tell what a bill says a subscription cost, beside those that tell its states. */
export const BILLED = "billed";

/** What a bill says that a subscription cost from an instant on. */
export interface ToldPrices {
  readonly at: number;
  readonly currency: string;
  readonly items: readonly BilledItem[];
  readonly seenAt: number;
  readonly sourceId: string;
}

/** Bills in the order of what they bill. */
export function sortPrices(prices: readonly ToldPrices[]): ToldPrices[] {
  return [...prices].sort(
    (one, other) => one.at - other.at || one.seenAt - other.seenAt || (one.sourceId < other.sourceId ? -1 : 1),
  );
}

/** Whether bills know better than a state what its items cost: what is only presumed, or what only bills tell. */
export function isPricedByBills(items: readonly SubscriptionItem[]): boolean {
  return items.some(({ presumed, billedAs }) => presumed === true || billedAs !== undefined);
}

/**
 * What the items of a state cost at an instant. Where a state presumes that the past was as the present is, the items are
 * those that bills tell of; where only its price is unknown, an item costs what the bills say of it.
 */
export function itemsAt(
  items: readonly SubscriptionItem[],
  { prices, at }: { prices: readonly ToldPrices[]; at: number },
): readonly SubscriptionItem[] {
  const past = prices.filter((each) => each.at <= at);
  // Before the first bill it cost what that one says.
  const known = past.length > 0 ? past : prices.slice(0, 1);
  if (known.length === 0) return items;
  if (items.some(({ presumed }) => presumed)) return billedAt(known, at);
  const latest = new Map(known.flatMap((bill) => bill.items.map((item) => [item.billedAs, item])));
  return items.map((item) => {
    const billed = item.billedAs === undefined ? undefined : latest.get(item.billedAs);
    return billed ? { ...withoutMark(billed), ...(item.discount && { discount: item.discount }) } : item;
  });
}

/** The items of the latest bill, and those of earlier ones whose term is not over: a year's beside the months'. */
function billedAt(known: readonly ToldPrices[], at: number): SubscriptionItem[] {
  const latest = known.at(-1);
  const items = new Map<string, SubscriptionItem>();
  for (const bill of known) {
    for (const item of bill.items) {
      if (bill.at === latest?.at || item.until > at) items.set(item.billedAs, withoutMark(item));
      else items.delete(item.billedAs);
    }
  }
  return [...items.values()];
}

function withoutMark({ amount, quantity, interval, intervalCount }: BilledItem): SubscriptionItem {
  return { amount, quantity, interval, intervalCount };
}
