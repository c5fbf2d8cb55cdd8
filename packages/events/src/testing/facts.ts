import type { FactKind, RevenueFact } from "../facts.ts";

const PAID = { at: 0, currency: "USD", amount: 0, count: 1, impressions: 0 };
const FROM_NOWHERE = { channel: "", source: "", medium: "", campaign: "" };

/** A fact in dollars that counts once, changed as the test needs it. */
export function factOf(kind: FactKind, change: Partial<Omit<RevenueFact, "kind">>): RevenueFact {
  return { kind, ...PAID, ...FROM_NOWHERE, ...change };
}
