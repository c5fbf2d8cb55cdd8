import type { RevenueFact } from "@heliometer/events";

/** A fact with everything that nothing is said of. */
export function factOf(
  { kind, at, currency, amount = 0 }: Pick<RevenueFact, "kind" | "at" | "currency"> & { amount?: number },
  more: Partial<Omit<RevenueFact, "kind" | "at" | "currency" | "amount">>,
): RevenueFact {
  const { count = 0, channel = "", source = "", medium = "", campaign = "", impressions = 0 } = more;
  return { kind, at, currency, amount, count, channel, source, medium, campaign, impressions };
}
