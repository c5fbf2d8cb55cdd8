import { ATTRIBUTION_MODELS, attribute, CREDIT_GROUPS, type ResultRow, sumFacts, sumSpend } from "@heliometer/events";
import { z } from "zod";
import { dimension } from "../../dimensions.ts";
import { limitSchema } from "../../input/parameters.ts";
import { describeAnswer } from "../../meta.ts";
import { measured, partsFor, percent } from "../../metrics.ts";
import { ask } from "../../question.ts";
import { defineReport } from "../../report.ts";
import { moneyInWords, toMajor } from "../../shape/money.ts";
import { countOf, numberInWords } from "../../shape/words.ts";
import { rangeInWords } from "../../time/words.ts";
import { splitRows } from "../rows.ts";
import {
  countedOf,
  currencyWarnings,
  type MoneyQuestion,
  moneyShape,
  REFUSES_FILTERS_BY_CHANNEL,
  readMoneyQuestion,
} from "./ask.ts";
import { type ChannelParts, joinChannels, NOBODY } from "./channels.ts";
import { ledgerOf } from "./ledger.ts";
import { channelReasons, hundredths, returnsSchema, rowSchema, shapeChannel, shapeReturns } from "./returns.ts";

const WINDOW_DAYS_MAX = 90;
const DAY_MS = 86_400_000;

const unattributedSchema = z.object({
  attributedRevenue: z.number().describe("Net revenue of customers without a visit in the window"),
  newCustomers: z.number(),
});

const dataSchema = z.object({
  groupBy: z.enum(CREDIT_GROUPS),
  totals: z
    .object({ netRevenue: z.number().describe("As in get_revenue of the same range"), ...returnsSchema.shape })
    .describe("Everything, also what is not in rows; roas and roi are those of the attributed revenue"),
  unattributed: unattributedSchema.describe("What no channel is credited with: with the rows it makes the totals"),
  rows: z.array(rowSchema),
});
type Data = z.output<typeof dataSchema>;

export const channelRoi = defineReport({
  name: "channel_roi",
  path: "revenue/channels",
  title: "Channel ROI",
  description:
    "What each channel or campaign cost and brought: spend, visitors, new customers, attributed net revenue, CAC, ROAS (ratio), ROI (percent), lifetime value. Revenue is credited to visits before the first payment; later payments inherit it. The rows and what is unattributed add up to net revenue. No filters.",
  scope: "revenue:read",
  example: { period: "last_90_days", model: "last_non_direct", groupBy: "channel" },
  input: z.strictObject({
    ...moneyShape,
    model: z
      .enum(ATTRIBUTION_MODELS)
      .optional()
      .describe(
        "Which visits have the credit, such as 'linear' (all alike). Default: the project's, last_non_direct unless set",
      ),
    window: z
      .int()
      .min(1)
      .max(WINDOW_DAYS_MAX)
      .optional()
      .describe(
        `Days before the first payment in which visits count, 1 to ${WINDOW_DAYS_MAX}, such as 30. Default: the project's`,
      ),
    groupBy: z.enum(CREDIT_GROUPS).default("channel").describe("What a row is, such as 'campaign'"),
    limit: limitSchema,
  }),
  refuses: REFUSES_FILTERS_BY_CHANNEL,
  data: dataSchema,
  answer: async (context, input) => {
    const { model: askedModel, window, groupBy, limit, ...about } = input;
    const question = await readMoneyQuestion(context, about);
    const model = askedModel ?? question.settings.attributionModel;
    const windowDays = window ?? question.settings.windowDays;
    const parts = await readParts(question, { model, windowMs: windowDays * DAY_MS, groupBy });
    const rows = joinChannels(parts).map((channel) => shapeChannel(channel, { ...question, groupBy }));
    const data = { groupBy, ...shapeTotals(question, parts), rows: rows.slice(0, limit) };
    const extent = {
      shownRows: data.rows.length,
      totalRows: rows.length,
      reasons: channelReasons(data),
      link: { model, window: windowDays, groupBy },
      visitorTexts: groupBy === "campaign" ? ["rows.campaign"] : [],
      money: {
        ...question.money,
        attribution: { model, windowDays, coverage: percent(sumOf(parts.credits, "revenue"), parts.net) },
      },
      warnings: currencyWarnings(question),
    };
    return { summary: summarize({ ...data, rows }, question), data, meta: await describeAnswer(question, extent) };
  },
});

type CreditRule = Pick<Parameters<typeof attribute>[1], "model" | "windowMs" | "groupBy">;

interface Parts extends ChannelParts {
  /** Net revenue and new customers of the range, credited or not. */
  readonly net: number;
  readonly newCustomers: number;
  readonly visitors: number;
}

async function readParts(question: MoneyQuestion, rule: CreditRule): Promise<Parts> {
  const { currency, source } = question;
  const { groupBy } = rule;
  const stretch = countedOf(question);
  const edges = [stretch.start, stretch.end];
  const by = dimension(groupBy === "channel" ? "channel" : "utmCampaign");
  const [credits, spend, visits, sums] = await Promise.all([
    attribute(source, { currency, stretch, ...rule }),
    sumSpend(source, { currency, stretch, groupBy }),
    ask({ ...question, comparison: null }, { keys: ["name"], parts: partsFor([by], ["uniqueVisitors"]), totals: true }),
    sumFacts(source, {
      kinds: ["charge", "refund", "first_payment"],
      currencies: [currency],
      edges,
      onlyBetween: true,
    }),
  ]);
  const ledger = ledgerOf(edges, sums);
  const { rows, total } = splitRows(visits);
  const visitorsIn = (row: ResultRow | undefined) => measured("uniqueVisitors", row) ?? 0;
  return {
    credits,
    spend,
    visitorsOf: new Map(rows.map((row) => [String(row.name), visitorsIn(row)])),
    visitors: visitorsIn(total),
    net: ledger.amountIn("charge", stretch, currency) - ledger.amountIn("refund", stretch, currency),
    newCustomers: ledger.countIn("first_payment", stretch),
  };
}

/** Everything, and what no row is credited with. */
function shapeTotals(question: MoneyQuestion, parts: Parts): Pick<Data, "totals" | "unattributed"> {
  const { currency } = question;
  const revenue = sumOf(parts.credits, "revenue");
  const newCustomers = sumOf(parts.credits, "newCustomers");
  const spend = sumOf(parts.spend, "amount");
  const all = { ...NOBODY, name: "", spend, visitors: parts.visitors, revenue, newCustomers };
  const { ltv: _, ltvToCac: __, ...returns } = shapeReturns(all, question);
  return {
    totals: { netRevenue: toMajor(parts.net, currency), ...returns, newCustomers: parts.newCustomers },
    unattributed: {
      attributedRevenue: toMajor(parts.net - revenue, currency),
      newCustomers: hundredths(parts.newCustomers - newCustomers),
    },
  };
}

function sumOf<Name extends string>(rows: readonly Readonly<Record<Name, number>>[], name: Name): number {
  return rows.reduce((sum, row) => sum + row[name], 0);
}

/** The sentence over all rows, shown or not. */
function summarize({ rows, totals, unattributed, groupBy }: Data, { range, currency }: MoneyQuestion): string {
  const money = (major: number) => moneyInWords(major, currency);
  const scope = rangeInWords(range);
  if (totals.netRevenue === 0 && totals.spend === 0) return `No revenue and no spend ${scope}.`;
  const best = rows.filter(({ roi }) => roi !== null).sort((one, other) => (other.roi ?? 0) - (one.roi ?? 0))[0];
  // Campaigns are texts of others, which stand in rows alone.
  const name = best?.channel ?? "a campaign";
  const top = best ? `; the best return was that of ${name} with ${numberInWords(best.roi ?? 0)} %` : "";
  const credited = rows.filter(({ attributedRevenue }) => attributedRevenue !== 0).length;
  return `${money(totals.spend)} spent and ${money(totals.netRevenue)} net revenue ${scope}, ${money(totals.attributedRevenue)} of it credited to ${countOf(credited, groupBy)} and ${money(unattributed.attributedRevenue)} to none${top}.`;
}
