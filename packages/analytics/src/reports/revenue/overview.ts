import { countCustomers, sumFacts } from "@heliometer/events";
import { z } from "zod";
import { compareSchema } from "../../input/parameters.ts";
import { describeAnswer } from "../../meta.ts";
import { changePercent } from "../../metrics.ts";
import { defineReport } from "../../report.ts";
import { moneyInWords, toMajor } from "../../shape/money.ts";
import { amountChangeInWords, countOf, numberInWords } from "../../shape/words.ts";
import { comparisonInWords, rangeInWords } from "../../time/words.ts";
import {
  countedOf,
  currencyWarnings,
  type MoneyQuestion,
  moneyShape,
  REFUSES_FILTERS,
  readMoneyQuestion,
} from "./ask.ts";
import { MONEY_FIGURES, type MoneyFigures, moneyFiguresShape, moneyReasons, readMoneyFigures } from "./figures.ts";
import { edgesOf, type Ledger, ledgerOf } from "./ledger.ts";
import { MRR_KINDS, mrrAt } from "./movements.ts";
import { readTakings, takingsShape } from "./takings.ts";

const changeShape = Object.fromEntries(MONEY_FIGURES.map((name) => [name, z.number().nullable()]));

const otherSchema = z.object({ currency: z.string(), ...takingsShape, mrr: z.number() });

const dataSchema = z.object({
  ...moneyFiguresShape,
  previous: z.object(moneyFiguresShape).nullable().describe("The same before; null without a comparison"),
  change: z.object(changeShape).nullable().describe("Change in percent; null where there was nothing before"),
  otherCurrencies: z
    .array(otherSchema)
    .describe("What is in other currencies for want of a rate, and in no number above"),
});
type Data = z.output<typeof dataSchema>;

/** What figures are made of, from the first payment on. */
const KINDS = ["charge", "refund", "first_payment", "subscription", ...MRR_KINDS] as const;

export const revenue = defineReport({
  name: "revenue",
  path: "revenue",
  title: "Revenue",
  description:
    "Gross and net revenue, refunds, MRR with what moved it, customers, churn, ARPA and lifetime value of a range, compared with the period before. MRR and what is made of it are states at the end of the range. No filters.",
  scope: "revenue:read",
  example: { period: "this_month", compare: "previous_period" },
  input: z.strictObject({ ...moneyShape, compare: compareSchema }),
  refuses: REFUSES_FILTERS,
  data: dataSchema,
  answer: async (context, input) => {
    const question = await readMoneyQuestion(context, input);
    const counted = countedOf(question);
    const stretches = question.comparison ? [counted, question.comparison] : [counted];
    const edges = edgesOf(stretches);
    const { currency, settings, source } = question;
    const [sums, customers] = await Promise.all([
      sumFacts(source, { kinds: KINDS, currencies: [currency, ...question.others], edges }),
      countCustomers(source, { currency, stretches }),
    ]);
    const ledger = ledgerOf(edges, sums);
    const [current, previous = null] = stretches.map((stretch, index) =>
      readMoneyFigures({
        ledger,
        stretch,
        currency,
        grossMarginPercent: settings.grossMarginPercent,
        customers: customers[index] ?? { atStart: 0, lost: 0, retainedMrr: 0, payers: 0 },
      }),
    );
    if (!current) throw new TypeError("A range has figures.");
    const data: Data = {
      ...current,
      previous,
      change: previous && changes(current, previous),
      otherCurrencies: question.others.map((code) => readOther(ledger, question, code)),
    };
    const reasons = { ...moneyReasons(current), ...comparisonReasons(data, question) };
    const extent = { reasons, warnings: currencyWarnings(question), money: question.money };
    return { summary: summarize(data, question), data, meta: await describeAnswer(question, extent) };
  },
});

function changes(current: MoneyFigures, previous: MoneyFigures): NonNullable<Data["change"]> {
  return Object.fromEntries(MONEY_FIGURES.map((name) => [name, changePercent(current[name], previous[name])]));
}

function readOther(ledger: Ledger, question: MoneyQuestion, currency: string): Data["otherCurrencies"][number] {
  const stretch = countedOf(question);
  const mrr = toMajor(mrrAt(ledger, stretch.end, currency), currency);
  return { currency, ...readTakings(ledger, stretch, currency), mrr };
}

const NOTHING_BEFORE = "One of the two values is missing or the one before is 0.";

function comparisonReasons({ previous, change }: Data, { range }: MoneyQuestion): Record<string, string> {
  if (!previous || !change) {
    const why =
      range.period === "all"
        ? "Before the whole of the data there is nothing to compare with."
        : "No comparison was asked for.";
    return { previous: why, change: why };
  }
  const unknown = MONEY_FIGURES.filter((name) => change[name] === null);
  return {
    ...moneyReasons(previous, "previous."),
    ...Object.fromEntries(unknown.map((name) => [`change.${name}`, NOTHING_BEFORE])),
  };
}

function summarize(data: Data, { range, comparison, currency }: MoneyQuestion): string {
  const money = (major: number) => moneyInWords(major, currency);
  const net = `${money(data.netRevenue)} net revenue (${money(data.grossRevenue)} from ${countOf(data.charges, "charge")}, ${money(data.refunds)} refunded)`;
  const { previous } = data;
  const change =
    previous && comparison
      ? `, ${amountChangeInWords({ now: data.netRevenue, before: previous.netRevenue }, comparisonInWords(range, comparison))}`
      : "";
  const churn = data.customerChurnRate === null ? "" : `, customer churn ${numberInWords(data.customerChurnRate)} %`;
  const state = `MRR ${range.countedTo < range.end ? "now" : "at the end"} ${money(data.mrr)} from ${countOf(data.payingCustomers, "paying customer")}${churn}`;
  return `${net} ${rangeInWords(range)}${change}; ${state}.`;
}
