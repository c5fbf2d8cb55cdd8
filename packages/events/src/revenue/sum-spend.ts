import { FACT_CODES } from "../facts.ts";
import type { CreditGroup } from "./attribute.ts";
import { askFacts, type FactSource, readSum, type Stretch, within } from "./question.ts";

/** What was spent on a channel or a campaign. */
export interface SpendSum {
  /** '' for spend without a campaign. */
  readonly name: string;
  readonly currency: string;
  /** Minor units of the currency. */
  readonly amount: number;
  readonly clicks: number;
  readonly impressions: number;
}

/** Adds up the spend of the days that begin in the stretch. */
export async function sumSpend(
  source: FactSource,
  { stretch, groupBy }: { stretch: Stretch; groupBy: CreditGroup },
): Promise<SpendSum[]> {
  const rows = await askFacts(
    source,
    `select ${groupBy} as name, currency, sum(amount) as amount_sum, sum(counted) as clicks,
       sum(impressions) as impressions_sum
     from revenue_facts
     where project_key = $1 and kind = ${FACT_CODES.spend} and ${within(stretch)}
     group by ${groupBy}, currency`,
  );
  return rows.map((row) => ({
    name: String(row.name),
    currency: String(row.currency),
    amount: readSum(row.amount_sum),
    clicks: readSum(row.clicks),
    impressions: readSum(row.impressions_sum),
  }));
}
