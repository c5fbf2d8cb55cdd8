import type { AttributionModel, CreditGroup, Stretch } from "@heliometer/events";
import { type Customer, firstPaymentOf, type RevenueHistory, type Visit } from "./revenue-histories.ts";

const DAY_MS = 86_400_000;

/** What a customer pays a month just before an instant: the last state before it. */
function mrrOf({ steps }: Customer, instant: number): number {
  return steps.findLast(({ at }) => at < instant)?.mrr ?? 0;
}

const isIn =
  ({ start, end }: Stretch) =>
  ({ at }: { readonly at: number }) =>
    at >= start && at < end;
const add = <Item>(items: readonly Item[], read: (item: Item) => number) =>
  items.reduce((sum, item) => sum + read(item), 0);
const major = (minor: number) => Math.round(minor) / 100;
export const majorOrNull = (minor: number | null) => (minor === null ? null : major(minor));
const percent = (part: number, whole: number) => (whole === 0 ? null : Math.round((part * 1000) / whole) / 10);

/** Charges less refunds of customers in a stretch and a currency, and what they are made of. */
export function takings(customers: readonly Customer[], stretch: Stretch, currency: string) {
  const own = customers
    .flatMap(({ payments }) => payments)
    .filter((row) => row.currency === currency && isIn(stretch)(row));
  const charges = own.filter(({ refund }) => !refund);
  const gross = add(charges, ({ amount }) => amount);
  const refunds = add(own, ({ refund, amount }) => (refund ? amount : 0));
  return { gross, refunds, net: gross - refunds, charges: charges.length };
}

/** What happened to MRR in a stretch, step by step. */
function movements(customers: readonly Customer[], stretch: Stretch) {
  const sums = { newMrr: 0, reactivationMrr: 0, expansionMrr: 0, contractionMrr: 0, churnedMrr: 0, currencyMrr: 0 };
  const steps = customers.flatMap((customer) =>
    customer.steps.map((step, index) => ({
      ...step,
      before: customer.steps[index - 1]?.mrr ?? 0,
      hasPaid: customer.steps.slice(0, index).some(({ mrr }) => mrr > 0),
    })),
  );
  for (const { mrr, before, hasPaid, rate } of steps.filter(isIn(stretch))) {
    if (before === 0) sums[hasPaid ? "reactivationMrr" : "newMrr"] += mrr;
    else if (mrr === 0) sums.churnedMrr += before;
    else if (rate) sums.currencyMrr += mrr - before;
    else sums[mrr > before ? "expansionMrr" : "contractionMrr"] += Math.abs(mrr - before);
  }
  return sums;
}

/** One row of a series, amounts in the major unit. */
export function expectedRow({ customers }: RevenueHistory, stretch: Stretch) {
  const { gross, refunds, net, charges } = takings(customers, stretch, "EUR");
  const moved = Object.entries(movements(customers, stretch)).map(([name, minor]) => [name, major(minor)]);
  return {
    ...{ grossRevenue: major(gross), refunds: major(refunds), netRevenue: major(net), charges },
    mrr: major(add(customers, (customer) => mrrOf(customer, stretch.end))),
    ...Object.fromEntries(moved),
  };
}

/** The figures of a range. */
export function expectedFigures({ customers }: RevenueHistory, stretch: Stretch) {
  const { start, end } = stretch;
  const { gross, refunds, net, charges } = takings(customers, stretch, "EUR");
  const toDate = takings(customers, { start: 0, end }, "EUR").net;
  const held = customers.filter((customer) => mrrOf(customer, start) > 0);
  const holding = customers.filter((customer) => mrrOf(customer, end) > 0);
  const lost = held.filter((customer) => mrrOf(customer, end) === 0).length;
  const startMrr = add(customers, (customer) => mrrOf(customer, start));
  const mrr = add(customers, (customer) => mrrOf(customer, end));
  const moved = movements(customers, stretch);
  const paidAt = customers.map(firstPaymentOf).filter((at) => at !== null);
  const everPaid = paidAt.filter((at) => at < end).length;
  return {
    ...{ grossRevenue: major(gross), refunds: major(refunds), netRevenue: major(net), charges },
    aov: charges === 0 ? null : major(gross / charges),
    ...{ mrr: major(mrr), arr: major(mrr * 12), activeSubscriptions: 0, payingCustomers: holding.length },
    newCustomers: paidAt.filter((at) => at >= start && at < end).length,
    churnedCustomers: lost,
    customerChurnRate: percent(lost, held.length),
    mrrChurnRate: percent(moved.churnedMrr + moved.contractionMrr, startMrr),
    netRevenueRetention: percent(
      add(held, (customer) => mrrOf(customer, end)),
      startMrr,
    ),
    arpa: holding.length === 0 ? null : major(mrr / holding.length),
    ltv: majorOrNull(lifetimeValue({ mrr, paying: holding.length, payingAtStart: held.length, lost }, stretch)),
    revenuePerCustomerToDate: everPaid === 0 ? null : major(toDate / everPaid),
    startMrr: major(startMrr),
    ...Object.fromEntries(Object.entries(moved).map(([name, minor]) => [name, major(minor)])),
  };
}

/** Customers by what they paid in a stretch. */
export function expectedCustomers({ customers }: RevenueHistory, stretch: Stretch, sort: "revenue" | "mrr") {
  const rows = customers.map((customer) => ({
    customerId: customer.id,
    netRevenue: takings([customer], stretch, "EUR").net,
    mrr: mrrOf(customer, stretch.end),
    firstTouchSource: customer.visits[0]?.channel ?? null,
    counts: customer.payments.some((row) => row.currency === "EUR" && isIn(stretch)(row)),
  }));
  return rows.filter(({ mrr, counts }) => (sort === "mrr" ? mrr > 0 : counts));
}

export interface CreditRule {
  readonly model: AttributionModel;
  readonly windowDays: number;
  readonly groupBy: CreditGroup;
}

export const NO_CREDIT = { revenue: 0, newCustomers: 0, mrr: 0, paying: 0, payingAtStart: 0, lost: 0 };
export type ExpectedCredit = typeof NO_CREDIT;

/** ARPA × a margin of 80 % / monthly churn, minor units: from ten customers at the start on, where one of them left. */
export function lifetimeValue(
  { mrr, paying, payingAtStart, lost }: Pick<ExpectedCredit, "mrr" | "paying" | "payingAtStart" | "lost">,
  { start, end }: Stretch,
): number | null {
  // Parts of customers add up to whole ones but for the last digits of a float.
  if (paying === 0 || lost === 0 || Math.round(payingAtStart * 1e6) < 10e6) return null;
  const monthlyChurn = (lost / payingAtStart) * (365 / 12 / ((end - start) / DAY_MS));
  return ((mrr / paying) * 80) / 100 / monthlyChurn;
}

/** Different visitors of a stretch, in all and by name. */
export function expectedVisitors({ site }: RevenueHistory, stretch: Stretch, groupBy: CreditGroup) {
  const visits = site.filter(isIn(stretch));
  const count = (own: typeof visits) => new Set(own.map(({ visitorId }) => visitorId)).size;
  const groups = [...Map.groupBy(visits, (visit) => visit[groupBy])];
  return { total: count(visits), byName: new Map(groups.map(([name, own]) => [name, count(own)])) };
}

/** What names are credited with, minor units and whole or part customers; null for those that nothing brought. */
export function expectedCredits({ customers }: RevenueHistory, stretch: Stretch, rule: CreditRule) {
  const credits = new Map<string | null, ExpectedCredit>();
  const give = (name: string | null, more: ExpectedCredit) => {
    const before = credits.get(name) ?? NO_CREDIT;
    const sums = Object.entries(more).map(([key, value]) => [key, value + Reflect.get(before, key)]);
    credits.set(name, { ...NO_CREDIT, ...Object.fromEntries(sums) });
  };
  for (const customer of customers) {
    const { net } = takings([customer], stretch, "EUR");
    const paidAt = firstPaymentOf(customer);
    const isNew = paidAt !== null && isIn(stretch)({ at: paidAt }) ? 1 : 0;
    const names = creditedNames(customer, rule);
    const states = statesOf(customer, stretch);
    if (names.length === 0) give(null, { revenue: net, newCustomers: isNew, ...states });
    for (const [name, revenue] of split(net, names)) {
      const parts = names.filter((other) => other === name).length;
      const partOf = (value: number) => (value * parts) / names.length;
      const { mrr, paying, payingAtStart, lost } = states;
      give(name, {
        revenue,
        newCustomers: partOf(isNew),
        mrr: partOf(mrr),
        paying: partOf(paying),
        payingAtStart: partOf(payingAtStart),
        lost: partOf(lost),
      });
    }
  }
  return credits;
}

/** What one customer adds to MRR and to the counts of paying customers. */
function statesOf(customer: Customer, { start, end }: Stretch) {
  const [before, mrr] = [mrrOf(customer, start), mrrOf(customer, end)];
  const [payingAtStart, paying] = [Number(before > 0), Number(mrr > 0)];
  return { mrr, paying, payingAtStart, lost: Math.max(0, payingAtStart - paying) };
}

function creditedNames(customer: Customer, { model, windowDays, groupBy }: CreditRule): string[] {
  const paidAt = firstPaymentOf(customer);
  if (paidAt === null) return [];
  const seen = customer.visits.filter(({ at }) => at >= paidAt - windowDays * DAY_MS);
  const chosen: Record<AttributionModel, readonly (Visit | undefined)[]> = {
    first_touch: seen.slice(0, 1),
    last_touch: seen.slice(-1),
    last_non_direct: [seen.findLast(({ channel }) => channel !== "Direct") ?? seen.at(-1)],
    linear: seen,
  };
  return chosen[model].flatMap((visit) => (visit ? [visit[groupBy]] : []));
}

/** Parts of an amount by largest remainder, in BigInt so that nothing rounds by accident. */
function split(amount: number, names: readonly string[]): [string, number][] {
  const sign = amount < 0 ? -1n : 1n;
  const size = BigInt(Math.abs(amount));
  const touches = BigInt(names.length);
  const counted = [...Map.groupBy(names, (name) => name)].map(([name, own]) => ({
    name,
    share: size * BigInt(own.length),
  }));
  const parts = counted.map(({ name, share }) => ({ name, whole: share / touches, rest: share % touches }));
  let left = size - parts.reduce((sum, { whole }) => sum + whole, 0n);
  parts.sort((one, other) => Number(other.rest - one.rest) || (one.name < other.name ? -1 : 1));
  return parts.map(({ name, whole }) => {
    const more = left > 0n ? 1n : 0n;
    left -= more;
    return [name, Number(sign * (whole + more))];
  });
}
