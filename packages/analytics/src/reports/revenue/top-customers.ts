import { type CustomerFacts, findTopCustomers } from "@heliometer/events";
import { z } from "zod";
import { limitSchema } from "../../input/parameters.ts";
import { describeAnswer } from "../../meta.ts";
import { type CustomerIdentity, defineReport, type ReportContext } from "../../report.ts";
import { moneyInWords, toMajor } from "../../shape/money.ts";
import { cleanText } from "../../shape/text.ts";
import { countOf } from "../../shape/words.ts";
import { rangeInWords } from "../../time/words.ts";
import { isoWithOffset } from "../../time/zone.ts";
import { reasonsOfNull } from "../reasons.ts";
import {
  countedOf,
  currencyWarnings,
  type MoneyQuestion,
  moneyShape,
  REFUSES_FILTERS,
  readMoneyQuestion,
} from "./ask.ts";

const instant = (meaning: string) => z.string().nullable().describe(`${meaning}, ISO 8601 with offset`);

const rowSchema = z.object({
  customerId: z.string().describe("Id of the customer here"),
  externalId: z
    .string()
    .nullable()
    .optional()
    .describe("Id at the payment provider; with the permission customers:read"),
  email: z.string().nullable().optional().describe("With the permission customers:read"),
  name: z.string().nullable().optional().describe("With the permission customers:read"),
  netRevenue: z.number().describe("Charges less refunds in the range"),
  netRevenueToDate: z.number().describe("The same of all time, up to the end of the range"),
  mrr: z.number().describe("MRR of the customer at the end of the range"),
  activeSubscriptions: z.number().describe("At the end of the range"),
  firstChargeAt: instant("First charge ever"),
  lastChargeAt: instant("Last charge up to the end of the range"),
  firstTouchSource: z.string().nullable().describe("Source of the first visit on record; null without a linked visit"),
});
type Row = z.output<typeof rowSchema>;

const dataSchema = z.object({ rows: z.array(rowSchema) });

const HIDDEN =
  "Names and e-mail addresses of customers are left out, because this credential does not have the permission customers:read: customers are shown by their ids.";

export const topCustomers = defineReport({
  name: "top_customers",
  path: "revenue/customers",
  title: "Top customers",
  description:
    "The customers who paid most in the range, or with the highest MRR at its end: net revenue, MRR, subscriptions, first and last charge, source of the first visit. Names and e-mail addresses take the permission customers:read. No filters.",
  scope: "revenue:read",
  example: { period: "this_year", sort: "revenue", limit: 10 },
  input: z.strictObject({
    ...moneyShape,
    limit: limitSchema,
    sort: z
      .enum(["revenue", "mrr"])
      .default("revenue")
      .describe("Rank by net revenue of the range or MRR at its end, such as 'mrr'"),
  }),
  refuses: REFUSES_FILTERS,
  data: dataSchema,
  answer: async (context, input) => {
    const { limit, sort, ...about } = input;
    const question = await readMoneyQuestion(context, about);
    const { currency, source } = question;
    const found = await findTopCustomers(source, { currency, stretch: countedOf(question), sort, limit });
    const identities = await readIdentities(context, found.customers);
    const rows = found.customers.map((customer) => shapeRow(customer, question, identities));
    const extent = {
      shownRows: rows.length,
      totalRows: found.total,
      link: { sort },
      money: question.money,
      visitorTexts: ["rows.firstTouchSource", ...(identities ? ["rows.name", "rows.email", "rows.externalId"] : [])],
      reasons: reasonsOfNull(MISSING, rows, "rows."),
      warnings: [...(identities ? [] : [HIDDEN]), ...currencyWarnings(question)],
    };
    const summary = summarize(rows, { question, sort, total: found.total });
    return { summary, data: { rows }, meta: await describeAnswer(question, extent) };
  },
});

type Identities = ReadonlyMap<string, CustomerIdentity> | null;

async function readIdentities(context: ReportContext, customers: readonly CustomerFacts[]): Promise<Identities> {
  const { store, mayReadCustomers, project } = context;
  if (!mayReadCustomers) return null;
  const ids = customers.map(({ customerId }) => customerId);
  return ids.length > 0 ? ((await store.revenue?.findCustomers(project.id, ids)) ?? new Map()) : new Map();
}

function shapeRow(customer: CustomerFacts, { currency, range }: MoneyQuestion, identities: Identities): Row {
  const { customerId, activeSubscriptions, firstTouchSource } = customer;
  const at = (instantMs: number | null) => (instantMs === null ? null : isoWithOffset(instantMs, range.zone));
  const text = (value: string | null | undefined) => (value ? cleanText(value) : null);
  const known = identities?.get(customerId);
  return {
    customerId,
    ...(identities && { externalId: text(known?.externalId), email: text(known?.email), name: text(known?.name) }),
    netRevenue: toMajor(customer.netRevenue, currency),
    netRevenueToDate: toMajor(customer.netRevenueToDate, currency),
    mrr: toMajor(customer.mrr, currency),
    activeSubscriptions,
    firstChargeAt: at(customer.firstChargeAt),
    lastChargeAt: at(customer.lastChargeAt),
    firstTouchSource: text(firstTouchSource),
  };
}

const MISSING = {
  externalId: "The customer has none, or it has been erased.",
  email: "None is known, or it has been erased.",
  name: "None is known, or it has been erased.",
  firstChargeAt: "Nothing was charged yet.",
  lastChargeAt: "Nothing was charged yet.",
  firstTouchSource: "No visit is linked to the customer.",
} as const satisfies Partial<Record<keyof Row, string>>;

interface Ranking {
  readonly question: MoneyQuestion;
  readonly sort: "revenue" | "mrr";
  readonly total: number;
}

function summarize(rows: readonly Row[], { question, sort, total }: Ranking): string {
  const { range, currency } = question;
  const [top] = rows;
  const scope = rangeInWords(range);
  if (!top)
    return sort === "mrr" ? `No customers with MRR ${scope}.` : `No customers with charges or refunds ${scope}.`;
  const worth =
    sort === "mrr" ? `an MRR of ${moneyInWords(top.mrr, currency)}` : `${moneyInWords(top.netRevenue, currency)} net`;
  const what = sort === "mrr" ? "with MRR at the end of the range" : "with charges or refunds";
  return `${countOf(total, "customer")} ${what} ${scope}; the first is ${top.customerId} with ${worth}.`;
}
