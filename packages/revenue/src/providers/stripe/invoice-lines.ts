import { z } from "zod";
import type { BilledItem, PricesRecord, Seen } from "../../records.ts";
import { intervalOf } from "../term.ts";
import { toMinorUnits } from "./amounts.ts";
import { Instant, OptionalText, Reference } from "./fields.ts";
import { Priced, termsOf } from "./subscription-item.ts";

const Line = Priced.extend({
  id: z.string(),
  amount: z.int(),
  period: z.object({ start: Instant, end: Instant }),
  /** Until the versions of March 2025. */
  type: OptionalText,
  proration: z.boolean().nullish(),
  subscription: Reference,
  subscription_item: Reference,
  /** From then on. */
  parent: z
    .object({
      subscription_item_details: z
        .object({ proration: z.boolean(), subscription: Reference, subscription_item: Reference })
        .nullish(),
    })
    .nullish(),
});
type Line = z.output<typeof Line>;

export const Lines = z
  .object({ data: z.array(Line), has_more: z.boolean().optional() })
  .nullish()
  .catch(null);

interface Bill {
  readonly id: string;
  readonly currency: string;
  readonly created?: number | undefined;
  readonly status?: string | undefined;
  readonly lines?: z.output<typeof Lines>;
  readonly subscription: string | null | undefined;
}

/** Bills that somebody has or had to pay; a draft still changes. */
const FINAL: ReadonlySet<string> = new Set(["open", "paid", "uncollectible"]);

/**
 * What the lines of an invoice say of the prices of its subscription, by the terms that they bill. Left out are shares of
 * a term, what is billed afterwards by use, and an invoice that does not show all of its lines.
 */
export function readPrices({ lines, ...bill }: Bill, { seenAt }: Seen): PricesRecord[] {
  if (!lines || lines.has_more || !FINAL.has(bill.status ?? "")) return [];
  const billed = lines.data.flatMap((line) => toBilled(line, bill));
  return [...Map.groupBy(billed, ({ subscription, at }) => JSON.stringify([subscription, at])).values()].flatMap(
    (own) => {
      const [first] = own;
      const items = joinTiers(own.map(({ item }) => item));
      if (!first || items.some(({ amount }) => amount < 0)) return [];
      const { subscription: subscriptionExternalId, at } = first;
      const { currency, id } = bill;
      return [{ kind: "prices", subscriptionExternalId, at, currency, items, seenAt, sourceId: `invoice ${id}` }];
    },
  );
}

function toBilled(line: Line, bill: Omit<Bill, "lines">): { subscription: string; at: number; item: BilledItem }[] {
  const own = line.parent?.subscription_item_details ?? (line.type === "subscription" ? line : null);
  const subscription = own?.subscription ?? bill.subscription;
  const { start, end } = line.period;
  const terms = termsOf(line);
  const isByUse = terms?.recurring.usage_type === "metered" || (bill.created !== undefined && end <= bill.created);
  if (!own || own.proration || !subscription || isByUse) return [];
  const { interval, intervalCount } = terms
    ? { interval: terms.recurring.interval, intervalCount: terms.recurring.interval_count }
    : intervalOf({ start, end });
  const amount = toMinorUnits(line.amount, bill.currency);
  const item = { amount, quantity: 1, interval, intervalCount, billedAs: own.subscription_item ?? line.id, until: end };
  return [{ subscription, at: start, item }];
}

/** Graduated tiers of one item are a line each. */
function joinTiers(items: readonly BilledItem[]): BilledItem[] {
  const joined = new Map<string, BilledItem>();
  for (const item of items) {
    joined.set(item.billedAs, { ...item, amount: item.amount + (joined.get(item.billedAs)?.amount ?? 0) });
  }
  return [...joined.values()];
}
