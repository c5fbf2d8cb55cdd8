import type { Spend } from "./row.ts";

/** What is spent in a month in a currency. */
export interface SpendSum {
  /** `2026-11` */
  readonly month: string;
  readonly currency: string;
  /** Minor units. */
  readonly amount: bigint;
  readonly rows: number;
}

/** Sums by month and currency, in this order. Exact: a sum of many amounts may be larger than a safe integer. */
export function sumSpend(rows: readonly Pick<Spend, "date" | "currency" | "amount">[]): SpendSum[] {
  const groups = Map.groupBy(rows, ({ date, currency }) => `${date.slice(0, 7)} ${currency}`);
  return [...groups]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, members]) => ({
      month: key.slice(0, 7),
      currency: key.slice(8),
      amount: members.reduce((sum, { amount }) => sum + BigInt(amount), 0n),
      rows: members.length,
    }));
}
