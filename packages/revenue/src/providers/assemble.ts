import type {
  ChargeRecord,
  RefundRecord,
  RevenueRecord,
  Seen,
  SubscriptionItem,
  SubscriptionRecord,
} from "../records.ts";
import type {
  BillPart,
  ChargePart,
  Discount,
  DiscountPart,
  DiscountTerms,
  LinkPart,
  RefundPart,
  StatePart,
} from "./parts.ts";

/** Parts of payments: every kind but those of subscriptions. */
export type PaymentPart = ChargePart | RefundPart | BillPart | LinkPart;

/**
 * The records that parts of a payment make together. What is known grows with every part, so a record that is made of more
 * parts, or of newer ones, is seen later than one that is made of fewer: whoever keeps the latest keeps the best. Refunds
 * stand before their charge, which is never below them then, and are left out until it is known.
 */
export function assemblePayment(parts: readonly PaymentPart[]): RevenueRecord[] {
  const charges = parts.filter((part) => part.kind === "charge").toSorted(byTime);
  if (charges.length === 0) return [];
  const seen = seenOf(parts);
  const bills = parts.filter((part): part is BillPart => part.kind === "invoice" || part.kind === "checkout");
  const refunds = parts.filter((part) => part.kind === "refund").toSorted(byRefundTime);
  const net = withoutTax(charges, bills);
  return charges.flatMap((charge) => {
    const own = refunds.filter(({ refund }) => refund.chargeExternalId === charge.externalId);
    const amount = net.get(charge.externalId) ?? charge.charge.amount;
    const given = toRefunds(charge, own, amount).map((refund) => ({ ...refund, ...seen }));
    return [...given, toCharge(charge, bills, { amount, ...seen })];
  });
}

function toCharge({ charge }: ChargePart, bills: readonly BillPart[], rest: Seen & { amount: number }): ChargeRecord {
  const subscription = bills.find((bill) => bill.subscriptionExternalId !== undefined)?.subscriptionExternalId;
  const checkout = { ...bills.find((bill) => bill.checkout)?.checkout, ...charge.checkout };
  const customer = charge.customer ?? (checkout.email === undefined ? null : { email: checkout.email });
  return {
    ...charge,
    ...rest,
    customer,
    ...(subscription !== undefined && { subscriptionExternalId: subscription }),
    ...(Object.keys(checkout).length > 0 && { checkout }),
  };
}

/**
 * What each charge brings without the tax of its bill: several charges of one bill share the tax by their amounts, to the
 * minor unit.
 */
function withoutTax(charges: readonly ChargePart[], bills: readonly BillPart[]): Map<string, number> {
  const invoices = bills.filter(({ kind }) => kind === "invoice");
  const counted = invoices.length > 0 ? invoices : bills;
  const total = counted.reduce((sum, bill) => sum + bill.total, 0);
  const tax = counted.reduce((sum, bill) => sum + bill.tax, 0);
  const net = new Map<string, number>();
  let before = 0;
  for (const { externalId, charge } of charges) {
    if (charge.status !== "succeeded") {
      net.set(externalId, share(charge.amount, total - tax, total));
      continue;
    }
    const after = before + charge.amount;
    net.set(externalId, share(after, total - tax, total) - share(before, total - tax, total));
    before = after;
  }
  return net;
}

/** Refunds by the same share as their charge, so that a full refund takes back exactly what was counted. */
function toRefunds({ charge, released }: ChargePart, refunds: readonly RefundPart[], net: number): Unseen[] {
  const gross = charge.amount;
  let unreleased = released;
  let before = 0;
  return refunds.flatMap(({ refund }) => {
    // Money that was reserved and let go again may be listed as a refund without saying so.
    if (refund.reason === "refund" && unreleased > 0 && refund.amount === unreleased) {
      unreleased = 0;
      return [];
    }
    const counts = refund.status === "succeeded" || refund.status === "pending";
    const start = counts ? before : 0;
    const after = Math.min(start + refund.amount, gross);
    if (counts) before = after;
    const excess = counts ? start + refund.amount - after : 0;
    const amount = share(after, net, gross) - share(start, net, gross);
    return [{ ...refund, amount, ...(excess > 0 && { excess }) }];
  });
}

type Unseen = Omit<RefundRecord, keyof Seen>;

/** `amount` × `part` ÷ `whole`, exact, rounded half up to a minor unit. */
function share(amount: number, part: number, whole: number): number {
  if (whole <= 0 || part === whole) return amount;
  const doubled = 2n * BigInt(amount) * BigInt(part) + BigInt(whole);
  return Number(doubled / (2n * BigInt(whole)));
}

/**
 * States with the discounts that are known. A state whose discount is learnt later is told once more: later than before,
 * and with nothing in it that a later message about the subscription may have changed.
 */
export function assembleStates(states: readonly StatePart[], discounts: readonly DiscountPart[]): SubscriptionRecord[] {
  const known = new Map(discounts.map((part) => [part.externalId, part]));
  return states.flatMap((part) => {
    const { subscription, discountIds, itemDiscountIds = [], seenAt, sourceId } = part;
    const plain = { ...subscription, seenAt, sourceId };
    const find = (ids: readonly string[]) => ids.map((id) => known.get(id)).filter((each) => each !== undefined);
    const ofAll = find(discountIds);
    const ofItems = subscription.state.items.map((_item, index) => find(itemDiscountIds[index] ?? []));
    const own = [...ofAll, ...ofItems.flat()];
    if (own.length === 0) return [plain];
    const items = subscription.state.items.map((item, index) => {
      const discount = discountOf([item], ofItems[index] ?? []);
      return discount ? { ...item, discount } : item;
    });
    const state = { ...subscription.state, items, ...(ofAll.length > 0 && { discount: discountOf(items, ofAll) }) };
    const { kind, externalId, customer, startedAt } = subscription;
    const told = { kind, externalId, customer, startedAt, state, sourceId };
    return [plain, { ...told, seenAt: Math.max(seenAt, ...own.map((discount) => discount.seenAt)) + own.length }];
  });
}

function discountOf(items: readonly SubscriptionItem[], discounts: readonly DiscountPart[]): Discount | null {
  const terms = discounts.flatMap((discount) => discount.terms ?? []);
  const forever = terms.filter((each) => each.forever);
  // Where some end and some do not, what stays for ever decides.
  const counted = forever.length > 0 ? forever : terms;
  const [first, ...more] = counted;
  if (!first) return null;
  return more.length === 0 ? first : together(counted, items);
}

/** Several discounts are taken off one after the other; what they come to is one amount. */
function together(terms: readonly DiscountTerms[], items: readonly SubscriptionItem[]): Discount {
  const price = items.reduce((sum, { amount, quantity, metered }) => sum + (metered ? 0 : amount * quantity), 0);
  const left = terms.reduce(
    (rest, { percent, amount }) =>
      Math.max(0, percent === undefined ? rest - (amount ?? 0) : rest * (1 - percent / 100)),
    price,
  );
  return { amount: Math.round(price - left), forever: terms.every(({ forever }) => forever) };
}

/**
 * When parts together were seen: at the newest of them. What follows in the id grows with every part that comes and with
 * every newer version of one.
 */
function seenOf(parts: readonly Seen[]): Seen {
  const newest = parts.reduce((one, other) => (isNewer(other, one) ? other : one));
  const sum = parts.reduce((total, { seenAt }) => total + BigInt(seenAt), 0n);
  return { seenAt: newest.seenAt, sourceId: `${newest.sourceId}~${String(sum).padStart(SUM_DIGITS, "0")}` };
}

/** Enough for a million parts. */
const SUM_DIGITS = 20;

function isNewer(one: Seen, other: Seen): boolean {
  return one.seenAt === other.seenAt ? one.sourceId > other.sourceId : one.seenAt > other.seenAt;
}

function byTime(one: ChargePart, other: ChargePart): number {
  return one.charge.at - other.charge.at || (one.externalId < other.externalId ? -1 : 1);
}

function byRefundTime(one: RefundPart, other: RefundPart): number {
  return one.refund.at - other.refund.at || (one.externalId < other.externalId ? -1 : 1);
}
