import { InvalidInput } from "@heliometer/core";
import { type FactSource, readFactExtent, type Stretch } from "@heliometer/events";
import { z } from "zod";
import { type Compare, rangeShape } from "../../input/parameters.ts";
import type { Extent } from "../../meta.ts";
import { type Question, readQuestion } from "../../question.ts";
import type { ReportContext, RevenueSettings } from "../../report.ts";

/** What every report about revenue takes: a range, and the currency of the answer. */
export const moneyShape = {
  ...rangeShape,
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, "must be an ISO 4217 code of three capital letters, such as EUR")
    .optional()
    .describe("Currency of the answer, such as 'EUR'. Default: the project's, into which all others are converted"),
};
type MoneyInput = z.output<z.ZodObject<typeof moneyShape>> & { compare?: Compare };

const NO_FILTERS = "revenue takes no filters: they describe visits, and a payment is none.";
/** Why revenue takes no filters, and what comes nearest. */
export const REFUSES_FILTERS = {
  filters: `${NO_FILTERS} get_channel_roi (Read API: revenue/channels) gives revenue to channels and campaigns.`,
};
/** The same where revenue is given to channels. */
export const REFUSES_FILTERS_BY_CHANNEL = { filters: `${NO_FILTERS} groupBy tells channels or campaigns apart.` };

/** A question about money with everything resolved that does not depend on the report. */
export interface MoneyQuestion extends Question {
  readonly currency: string;
  readonly settings: RevenueSettings;
  readonly source: FactSource;
  /** What there is in other currencies, for want of a rate. */
  readonly others: readonly string[];
  readonly money: NonNullable<Extent["money"]>;
}

const DEFAULT_SETTINGS: RevenueSettings = {
  attributionModel: "last_non_direct",
  windowDays: 30,
  grossMarginPercent: 100,
};

/** Resolves range, comparison and currency; throws InvalidInput for the first that cannot be read. */
export async function readMoneyQuestion(context: ReportContext, input: MoneyInput): Promise<MoneyQuestion> {
  const { store, project, now, signal } = context;
  const source: FactSource = { store, projectId: project.id, signal };
  const { currency: asked, ...range } = input;
  const currency = asked ?? project.currency;
  const extent = readFactExtent(source, now);
  const [question, settings, { lastAt, currencies }] = await Promise.all([
    readQuestion(context, range, async () => (await extent).firstAt),
    store.revenue?.readSettings(project.id) ?? DEFAULT_SETTINGS,
    extent,
  ]);
  const others = currencies.filter((code) => code !== project.currency);
  if (currency !== project.currency && !others.includes(currency))
    throw notKept(currency, [project.currency, ...others]);
  return {
    ...question,
    currency,
    settings,
    source,
    others: currencies.filter((code) => code !== currency),
    money: { currency, lastFactAt: lastAt },
  };
}

function notKept(received: string, allowed: readonly string[]): InvalidInput {
  const [own = ""] = allowed;
  return new InvalidInput({
    field: "currency",
    rule: `amounts are kept in ${own}, the currency of the project, and in the currencies for which no exchange rate is known.`,
    received,
    allowed,
    example: { currency: own },
  });
}

/** What is counted of a range, up to now where it is not over. */
export function countedOf({ range }: Question): Stretch {
  return { start: range.start, end: range.countedTo };
}

/** What has to be said of amounts that are not in the answer's currency. */
export function currencyWarnings({ currency, others, context }: MoneyQuestion): string[] {
  if (others.length === 0) return [];
  const which = others.join(", ");
  const own = context.project.currency;
  return [
    currency === own
      ? `Amounts in ${which} are not in these numbers, because no exchange rate to ${own} is known for their dates; an answer with currency ${others[0]} shows them.`
      : `Only amounts that stayed in ${currency} for want of an exchange rate are in these numbers; everything else is in ${own}.`,
  ];
}
