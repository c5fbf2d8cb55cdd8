import type { Meta } from "../answer.ts";
import type { Filter } from "../input/filters.ts";
import type { Oracle, Stretch } from "./oracle.ts";

/** A question that was answered. */
export interface Asked {
  readonly oracle: Oracle;
  readonly input: Readonly<Record<string, unknown>>;
  readonly meta: Meta;
  readonly now: number;
  readonly weekStart: number;
}

/** What is counted of the range: nothing after the present. */
export function currentStretch({ meta, now }: Asked): Stretch {
  return { start: Date.parse(meta.start), end: Math.min(Date.parse(meta.end), now + 1) };
}

/** What the range was compared with. */
export function previousStretch({ meta }: Asked): Stretch | null {
  return meta.comparison && { start: Date.parse(meta.comparison.start), end: Date.parse(meta.comparison.end) };
}

/** The filters that were asked for. */
export function filtersOf({ input }: Asked): Filter[] {
  return (input.filters ?? []) as Filter[];
}
