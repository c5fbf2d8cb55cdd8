import { z } from "zod";
import type { Answer } from "../answer.ts";
import { DEFINITIONS } from "../definitions.ts";
import { type DimensionName, dimension } from "../dimensions.ts";
import { limitSchema, type QuestionInput, questionShape } from "../input/parameters.ts";
import { describeAnswer } from "../meta.ts";
import { measured, partsFor, percent } from "../metrics.ts";
import { ask, readQuestion } from "../question.ts";
import type { ReportContext } from "../report.ts";
import { cleanText } from "../shape/text.ts";
import { countOf, numberInWords } from "../shape/words.ts";
import { FIGURES, figuresShape, percentSchema, readFigures, reasonsFor } from "./figures.ts";
import { splitRows } from "./rows.ts";
import { scopeInWords } from "./scope.ts";

/** By what sessions are broken down, and how a sentence tells of the rows and of what the first of them did. */
interface Grouping {
  readonly by: DimensionName;
  readonly row: string;
  readonly rows?: string;
  readonly verb: "brought" | "has";
}

const GROUPINGS = {
  channel: { by: "channel", row: "channel", verb: "brought" },
  source: { by: "source", row: "source", verb: "brought" },
  referrer: { by: "referrer", row: "referrer", verb: "brought" },
  medium: { by: "utmMedium", row: "medium", verb: "brought" },
  campaign: { by: "utmCampaign", row: "campaign", verb: "brought" },
  device: { by: "device", row: "kind of device", rows: "kinds of device", verb: "has" },
  browser: { by: "browser", row: "browser", verb: "has" },
  os: { by: "os", row: "operating system", verb: "has" },
  language: { by: "language", row: "language", verb: "has" },
} as const satisfies Record<string, Grouping>;
type GroupName = keyof typeof GROUPINGS;

/** What visitors see the site on. */
export const DEVICE_GROUPS = ["device", "browser", "os", "language"] as const satisfies GroupName[];

const ORDER = { uniqueVisitors: "visitors", sessions: "sessions", pageViews: "pageViews" } as const;
type Sort = keyof typeof ORDER;
export const SORTS = ["uniqueVisitors", "sessions", "pageViews"] as const satisfies Sort[];

const rowSchema = z.object({
  name: z.string().describe("'Unknown', '(none)' or 'Direct' where there is none"),
  ...figuresShape,
  share: percentSchema.describe(DEFINITIONS.share),
});
const dataShape = {
  rows: z.array(rowSchema),
  totals: z.object(figuresShape).describe("All traffic, also that which is not in rows"),
};
type Data<Group> = z.output<z.ZodObject<typeof dataShape>> & { groupBy: Group };

/** The data of a breakdown by one of these groups. */
export function breakdownSchema<const Groups extends readonly GroupName[]>(groups: Groups) {
  return z.object({ groupBy: z.enum(groups), ...dataShape });
}

/** What every breakdown takes beside its groups. */
export const breakdownShape = { ...questionShape, limit: limitSchema };

interface BreakdownInput<Group> extends QuestionInput {
  readonly groupBy: Group;
  readonly sort?: Sort;
  readonly limit: number;
}

/** The five figures of each value of a text that sessions carry, largest first, with the share of all visitors. */
export async function answerBreakdown<Group extends GroupName>(
  context: ReportContext,
  { groupBy, sort = "uniqueVisitors", limit, ...input }: BreakdownInput<Group>,
): Promise<Answer<Data<Group>>> {
  const question = await readQuestion(context, input);
  const grouping: Grouping = GROUPINGS[groupBy];
  const by = dimension(grouping.by);
  const parts = partsFor([by], FIGURES);
  const found = await ask(question, { keys: ["name"], parts, totals: true, order: ORDER[sort], limit });
  const { rows, total, totalRows } = splitRows(found);
  const visitors = measured("uniqueVisitors", total) ?? 0;
  const shown = rows.map((row) => ({
    name: cleanText(String(row.name)) || by.none,
    ...readFigures(row),
    share: percent(measured("uniqueVisitors", row) ?? 0, visitors),
  }));
  const totals = readFigures(total);
  const reasons = Object.assign(reasonsFor(totals, "totals."), ...shown.map((row) => reasonsFor(row, "rows.")));
  const scope = scopeInWords(question.range, question.filters);
  const [top] = shown;
  const summary = top
    ? `${countOf(visitors, "unique visitor")} from ${countOf(totalRows, grouping.row, grouping.rows)} ${scope}; the first ${grouping.row} ${grouping.verb} ${numberInWords(top.uniqueVisitors)} of them.`
    : `No visitors ${scope}.`;
  // Channels are the product's own words.
  const visitorTexts = groupBy === "channel" ? [] : ["rows.name"];
  const extent = { shownRows: rows.length, totalRows, reasons, link: { groupBy }, visitorTexts };
  return { summary, data: { groupBy, totals, rows: shown }, meta: await describeAnswer(question, extent) };
}
