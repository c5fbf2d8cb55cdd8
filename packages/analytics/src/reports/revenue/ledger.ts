import type { FactKind, FactSum, Stretch } from "@heliometer/events";

/** Sums of facts between instants, looked at stretch by stretch; instants are edges. Amounts are minor units. */
export interface Ledger {
  /** What came in a stretch; of one currency, or counted over all. */
  amountIn(kind: FactKind, stretch: Stretch, currency: string): number;
  countIn(kind: FactKind, stretch: Stretch, currency?: string): number;
  /** What came before an instant. */
  amountBefore(kind: FactKind, instant: number, currency: string): number;
  countBefore(kind: FactKind, instant: number, currency?: string): number;
}

/** The instants of these stretches as edges. */
export function edgesOf(stretches: readonly Stretch[]): number[] {
  return [...new Set(stretches.flatMap(({ start, end }) => [start, end]))].sort((one, other) => one - other);
}

/** What came before each of the edges, in their order. */
interface Running {
  readonly amounts: Float64Array;
  readonly counts: Float64Array;
}

const NOTHING: Running = { amounts: new Float64Array(), counts: new Float64Array() };

/** A ledger of the sums between these edges. */
export function ledgerOf(edges: readonly number[], sums: readonly FactSum[]): Ledger {
  const placeOf = new Map(edges.map((edge, place) => [edge, place]));
  const ofAll = addUp(edges.length, sums, ({ kind }) => kind);
  const ofCurrency = addUp(edges.length, sums, ({ kind, currency }) => `${kind} ${currency}`);
  const find = (kind: FactKind, currency: string | undefined) =>
    (currency === undefined ? ofAll.get(kind) : ofCurrency.get(`${kind} ${currency}`)) ?? NOTHING;
  const before = (column: Float64Array, instant: number) => {
    const place = placeOf.get(instant);
    if (place === undefined) throw new TypeError(`Not an edge: ${instant}`);
    return column[place] ?? 0;
  };
  const within = (column: Float64Array, { start, end }: Stretch) => before(column, end) - before(column, start);
  return {
    amountIn: (kind, stretch, currency) => within(find(kind, currency).amounts, stretch),
    countIn: (kind, stretch, currency) => within(find(kind, currency).counts, stretch),
    amountBefore: (kind, instant, currency) => before(find(kind, currency).amounts, instant),
    countBefore: (kind, instant, currency) => before(find(kind, currency).counts, instant),
  };
}

function addUp(edges: number, sums: readonly FactSum[], nameOf: (sum: FactSum) => string): Map<string, Running> {
  const groups = [...Map.groupBy(sums, nameOf)];
  return new Map(groups.map(([name, own]) => [name, runningOf(edges, own)]));
}

function runningOf(edges: number, sums: readonly FactSum[]): Running {
  const amounts = new Float64Array(edges);
  const counts = new Float64Array(edges);
  const add = (column: Float64Array, place: number, value = 0) => {
    column[place] = (column[place] ?? 0) + value;
  };
  for (const { bucket, amount, count } of sums) {
    add(amounts, bucket + 1, amount);
    add(counts, bucket + 1, count);
  }
  for (let place = 1; place < edges; place += 1) {
    add(amounts, place, amounts[place - 1]);
    add(counts, place, counts[place - 1]);
  }
  return { amounts, counts };
}
