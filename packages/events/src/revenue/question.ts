import { projectKeyOf } from "../fact-rows.ts";
import { FACT_CODES, type FactKind } from "../facts.ts";
import type { EventStore, QueryRow, QueryValue, RunOptions } from "../store.ts";

/** A stretch of time: [start, end) in milliseconds since the epoch. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Where facts are read, and of which project. */
export interface FactSource {
  readonly store: Pick<EventStore, "query">;
  readonly projectId: string;
  readonly signal?: AbortSignal | undefined;
}

/** Changes of MRR, in the order of the codes. */
export const MRR_KINDS = [
  "mrr_new",
  "mrr_expansion",
  "mrr_contraction",
  "mrr_churn",
  "mrr_reactivation",
  "mrr_currency",
] as const satisfies FactKind[];

/**
 * Asks in words that every engine understands. $1 is the project's key, `values` fill $2, $3, …; numbers stand in the
 * statement, written by `whole`, because an engine plans better with them.
 */
export function askFacts(
  { store, projectId, signal }: FactSource,
  sql: string,
  values: readonly QueryValue[] = [],
): Promise<QueryRow[]> {
  const options: RunOptions = signal ? { signal } : {};
  return store.query({ sql, values: [projectKeyOf(projectId), ...values] }, options);
}

/** A whole number in a statement. */
export function whole(value: number): string {
  if (!Number.isSafeInteger(value)) throw new TypeError(`Not a whole number: ${value}`);
  return String(value);
}

/** That a fact is of one of these kinds: as ranges of codes, because DuckDB looks a long list up row by row. */
export function ofKinds(kinds: readonly FactKind[]): string {
  const ranges: { first: number; last: number }[] = [];
  for (const code of kinds.map((kind) => FACT_CODES[kind]).sort((one, other) => one - other)) {
    const range = ranges.at(-1);
    if (range?.last === code - 1) range.last = code;
    else ranges.push({ first: code, last: code });
  }
  const conditions = ranges.map(({ first, last }) =>
    first === last ? `kind = ${first}` : `kind between ${first} and ${last}`,
  );
  return `(${conditions.join(" or ")})`;
}

/** That an instant lies in a stretch. */
export function within({ start, end }: Stretch): string {
  return `happened_at >= ${whole(start)} and happened_at < ${whole(end)}`;
}

/** A sum that an engine may give as a number or a bigint, and as null over nothing. */
export function readSum(value: QueryValue | undefined): number {
  return Number(value ?? 0);
}
