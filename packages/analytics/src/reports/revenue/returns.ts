import type { CreditGroup } from "@heliometer/events";
import { z } from "zod";
import { REVENUE_DEFINITIONS as D, LTV_CUSTOMERS_MIN } from "../../revenue-definitions.ts";
import { toMajor } from "../../shape/money.ts";
import { cleanText } from "../../shape/text.ts";
import { reasonsOfNull } from "../reasons.ts";
import { countedOf, type MoneyQuestion } from "./ask.ts";
import type { Channel } from "./channels.ts";
import { lifetimeValue, majorOrNull } from "./figures.ts";

/** What was spent and what came back. */
export const returnsSchema = z.object({
  spend: z.number().describe(D.spend),
  visitors: z.number().describe("Unique visitors of the range"),
  newCustomers: z.number().describe(`${D.newCustomers} With linear, parts of customers`),
  attributedRevenue: z.number().describe(D.attributedRevenue),
  cac: z.number().nullable().describe(D.cac),
  roas: z.number().nullable().describe(D.roas),
  roi: z.number().nullable().describe(D.roi),
});

export const rowSchema = z.object({
  channel: z.string().optional(),
  campaign: z.string().optional(),
  ...returnsSchema.shape,
  ltv: z.number().nullable().describe(D.ltv),
  ltvToCac: z.number().nullable().describe(D.ltvToCac),
});
type Row = z.output<typeof rowSchema>;
type Returns = Omit<Row, "channel" | "campaign">;

const ALL_PERCENT = 100;
const NO_CAMPAIGN = "(none)";
const LTV_OF_NAME_MISSING = `Takes at least ${LTV_CUSTOMERS_MIN} paying customers of the row at the start of the range and one of them who left in it.`;

/** A row of the answer. */
export function shapeChannel(channel: Channel, question: MoneyQuestion & { groupBy: CreditGroup }): Row {
  return { [question.groupBy]: cleanText(channel.name) || NO_CAMPAIGN, ...shapeReturns(channel, question) };
}

/** The figures of a row; whatever is divided is divided in minor units and rounded once. */
export function shapeReturns(channel: Channel, question: MoneyQuestion): Returns {
  const { currency, settings } = question;
  const { grossMarginPercent } = settings;
  const { spend, revenue, newCustomers, mrr, paying, payingAtStart, lost } = channel;
  const cac = newCustomers > 0 ? spend / newCustomers : null;
  const stretch = countedOf(question);
  const ltv = lifetimeValue({ mrr, payers: paying, atStart: payingAtStart, lost, stretch, grossMarginPercent });
  return {
    spend: toMajor(spend, currency),
    visitors: channel.visitors,
    newCustomers: hundredths(newCustomers),
    attributedRevenue: toMajor(revenue, currency),
    cac: majorOrNull(cac, currency),
    roas: spend > 0 ? hundredths(revenue / spend) : null,
    roi: spend > 0 ? Math.round((((revenue * grossMarginPercent) / ALL_PERCENT - spend) * 1_000) / spend) / 10 : null,
    ltv: majorOrNull(ltv, currency),
    ltvToCac: ltv !== null && cac !== null && cac > 0 ? hundredths(ltv / cac) : null,
  };
}

const MISSING = {
  cac: "No new customer is attributed in the range.",
  roas: "Nothing was spent.",
  roi: "Nothing was spent.",
  ltv: LTV_OF_NAME_MISSING,
  ltvToCac: "Takes a lifetime value and an acquisition cost above 0.",
} as const satisfies Partial<Record<keyof Row, string>>;

/** Why figures are null. */
export function channelReasons({ rows, totals }: { rows: readonly Row[]; totals: object }): Record<string, string> {
  return { ...reasonsOfNull(MISSING, [totals], "totals."), ...reasonsOfNull(MISSING, rows, "rows.") };
}

/** Rounded to two decimals. */
export function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
