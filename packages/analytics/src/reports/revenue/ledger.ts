import type { FactKind, FactSum, Stretch } from "@heliometer/events";

/** Sums of facts over buckets between instants, looked at stretch by stretch. Amounts are minor units. */
export interface Ledger {
  /** What came in a stretch whose ends are edges; of one currency, or counted over all. */
  amountIn(kind: FactKind, stretch: Stretch, currency: string): number;
  countIn(kind: FactKind, stretch: Stretch, currency?: string): number;
  /** What came before an instant that is an edge. */
  amountBefore(kind: FactKind, instant: number, currency: string): number;
  countBefore(kind: FactKind, instant: number, currency?: string): number;
}

/** The instants of these stretches as edges. */
export function edgesOf(stretches: readonly Stretch[]): number[] {
  return [...new Set(stretches.flatMap(({ start, end }) => [start, end]))].sort((one, other) => one - other);
}

/** A ledger of the sums between these edges. */
export function ledgerOf(edges: readonly number[], sums: readonly FactSum[]): Ledger {
  const byKind = Map.groupBy(sums, ({ kind }) => kind);
  const add = (kind: FactKind, currency: string | undefined, read: (sum: FactSum) => number) =>
    (byKind.get(kind) ?? [])
      .filter((sum) => currency === undefined || sum.currency === currency)
      .reduce((total, sum) => total + read(sum), 0);
  const placeOf = (instant: number) => {
    const place = edges.indexOf(instant);
    if (place < 0) throw new TypeError(`Not an edge: ${instant}`);
    return place;
  };
  const inside = ({ start, end }: Stretch) => {
    const [from, to] = [placeOf(start), placeOf(end)];
    return ({ bucket }: FactSum) => bucket >= from && bucket < to;
  };
  const before = (instant: number) => {
    const to = placeOf(instant);
    return ({ bucket }: FactSum) => bucket < to;
  };
  const amountWhere = (holds: (sum: FactSum) => boolean) => (sum: FactSum) => (holds(sum) ? sum.amount : 0);
  const countWhere = (holds: (sum: FactSum) => boolean) => (sum: FactSum) => (holds(sum) ? sum.count : 0);
  return {
    amountIn: (kind, stretch, currency) => add(kind, currency, amountWhere(inside(stretch))),
    countIn: (kind, stretch, currency) => add(kind, currency, countWhere(inside(stretch))),
    amountBefore: (kind, instant, currency) => add(kind, currency, amountWhere(before(instant))),
    countBefore: (kind, instant, currency) => add(kind, currency, countWhere(before(instant))),
  };
}
