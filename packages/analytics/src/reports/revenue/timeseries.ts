import { sumFacts } from "@heliometer/events";
import { z } from "zod";
import { describeAnswer } from "../../meta.ts";
import { defineReport } from "../../report.ts";
import { REVENUE_DEFINITIONS } from "../../revenue-definitions.ts";
import { moneyInWords, toMajor } from "../../shape/money.ts";
import { countOf } from "../../shape/words.ts";
import {
  autoInterval,
  type Bucket,
  countedEdges,
  INTERVALS,
  type Interval,
  resolveBuckets,
} from "../../time/buckets.ts";
import { rangeInWords } from "../../time/words.ts";
import { isoWithOffset } from "../../time/zone.ts";
import { currencyWarnings, type MoneyQuestion, moneyShape, REFUSES_FILTERS, readMoneyQuestion } from "./ask.ts";
import { type Ledger, ledgerOf } from "./ledger.ts";
import { MRR_KINDS, movementsShape, movementsToMajor, mrrAt, readMovements } from "./movements.ts";
import { readTakings, takingsShape } from "./takings.ts";

const rowShape = {
  ...takingsShape,
  mrr: z.number().describe("MRR at the end of the bucket, now where it is not over"),
  ...movementsShape,
};

const dataSchema = z.object({
  interval: z.enum(INTERVALS).describe("Length of a bucket"),
  rows: z
    .array(
      z.object({
        date: z.string().describe("Start of the bucket on the local clock, ISO 8601 with offset"),
        ...rowShape,
        partial: z.boolean().describe("Whether the range covers only a part of the bucket, or it is not over yet"),
      }),
    )
    .describe("One row a bucket, oldest first, without gaps"),
  totals: z
    .object({ startMrr: z.number().describe(REVENUE_DEFINITIONS.startMrr), ...rowShape })
    .describe("The whole range: rows add up to them but for mrr, which is that of the last row"),
});
type Data = z.output<typeof dataSchema>;

/** MRR is a state: it is made of all that moved it before. */
const KINDS = ["charge", "refund", ...MRR_KINDS] as const;

export const revenueTimeseries = defineReport({
  name: "revenue_timeseries",
  path: "revenue/timeseries",
  title: "Revenue over time",
  description:
    "Gross and net revenue, refunds, charges, MRR at the end of each bucket and what moved it, by hour, day, week or month, without gaps, with the totals of the range. No filters.",
  scope: "revenue:read",
  example: { period: "last_90_days", interval: "month" },
  input: z.strictObject({
    ...moneyShape,
    interval: z
      .enum(["auto", ...INTERVALS])
      .default("auto")
      .describe("Length of a bucket, such as 'month'; auto chooses by the length of the range; at most 1,000 buckets"),
  }),
  refuses: REFUSES_FILTERS,
  data: dataSchema,
  answer: async (context, input) => {
    const { interval: asked, ...about } = input;
    const question = await readMoneyQuestion(context, about);
    const { range } = question;
    const interval = asked === "auto" ? autoInterval(range) : asked;
    const buckets = resolveBuckets(range, interval, context.project.weekStart);
    const edges = countedEdges(range, buckets);
    const ledger = ledgerOf(
      edges,
      await sumFacts(question.source, { kinds: KINDS, currencies: [question.currency], edges }),
    );
    const data = shape(question, { interval, buckets, edges, ledger });
    const extent = {
      shownRows: data.rows.length,
      link: { interval },
      warnings: currencyWarnings(question),
      money: question.money,
    };
    return { summary: summarize(data, question), data, meta: await describeAnswer(question, extent) };
  },
});

interface Series {
  readonly interval: Interval;
  readonly buckets: readonly Bucket[];
  readonly edges: readonly number[];
  readonly ledger: Ledger;
}

function shape(question: MoneyQuestion, { interval, buckets, edges, ledger }: Series): Data {
  const { range, currency } = question;
  const rowOf = (start: number, end: number) => ({
    ...readTakings(ledger, { start, end }, currency),
    mrr: toMajor(mrrAt(ledger, end, currency), currency),
    ...movementsToMajor(readMovements(ledger, { start, end }, currency), currency),
  });
  const rows = buckets.map((bucket, index) => ({
    date: isoWithOffset(bucket.start, range.zone),
    ...rowOf(edges[index] ?? bucket.start, edges[index + 1] ?? bucket.end),
    partial: bucket.isPartial,
  }));
  const last = edges.at(-1) ?? range.start;
  const startMrr = toMajor(mrrAt(ledger, range.start, currency), currency);
  return { interval, totals: { startMrr, ...rowOf(range.start, last) }, rows };
}

function summarize({ rows, totals, interval }: Data, { range, currency }: MoneyQuestion): string {
  const money = (major: number) => moneyInWords(major, currency);
  return `${money(totals.netRevenue)} net revenue ${rangeInWords(range)}, by ${interval} (${countOf(rows.length, interval)}); MRR went from ${money(totals.startMrr)} to ${money(totals.mrr)}.`;
}
