import type { SpendRow } from "@heliometer/db";
import type { RevenueFact } from "@heliometer/events";
import { startOfDay } from "./days.ts";
import { factOf } from "./fact-of.ts";
import type { UsedRate } from "./keep-rates.ts";
import { type Terms, valueOnDay } from "./terms.ts";

/** Derives the facts of a day's spend, and tells the rates that its rows were converted with. */
export function spendFacts(rows: readonly SpendRow[], terms: Terms): { facts: RevenueFact[]; usedRates: UsedRate[] } {
  const facts: RevenueFact[] = [];
  const usedRates: UsedRate[] = [];
  for (const row of rows) {
    const { used, ...value } = valueOnDay(row, terms);
    usedRates.push({ table: "spend", row, used });
    const { channel, source, medium, campaign, impressions, clicks } = row;
    const at = startOfDay(row.date, terms.timezone);
    facts.push(
      factOf({ kind: "spend", at, ...value }, { channel, source, medium, campaign, impressions, count: clicks }),
    );
  }
  return { facts, usedRates };
}
