import { FACT_CODES } from "../facts.ts";
import type { CreditGroup } from "./attribute.ts";
import { askFacts, type FactSource, readSum, type Stretch, within } from "./question.ts";

/** What was spent on a channel or a campaign. */
export interface SpendSum {
  /** '' for spend without a campaign. */
  readonly name: string;
  /** Minor units of the currency. */
  readonly amount: number;
}

/** Adds up the spend in a currency of the days that begin in the stretch. */
export async function sumSpend(
  source: FactSource,
  { currency, stretch, groupBy }: { currency: string; stretch: Stretch; groupBy: CreditGroup },
): Promise<SpendSum[]> {
  const rows = await askFacts(
    source,
    `select ${groupBy} as name, sum(amount) as amount_sum
     from revenue_facts
     where project_key = $1 and kind = ${FACT_CODES.spend} and ${within(stretch)} and currency = $2
     group by ${groupBy}`,
    [currency],
  );
  return rows.map((row) => ({ name: String(row.name), amount: readSum(row.amount_sum) }));
}
