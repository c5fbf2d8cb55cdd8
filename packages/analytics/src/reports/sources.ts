import { z } from "zod";
import { DEFINITIONS } from "../definitions.ts";
import { type DimensionName, dimension } from "../dimensions.ts";
import { limitSchema, questionShape } from "../input/parameters.ts";
import { describeAnswer } from "../meta.ts";
import { measured, partsFor, percent } from "../metrics.ts";
import { ask, readQuestion } from "../question.ts";
import { defineReport } from "../report.ts";
import { cleanText } from "../shape/text.ts";
import { countOf, numberInWords } from "../shape/words.ts";
import { FIGURES, figuresShape, percentSchema, readFigures, reasonsFor } from "./figures.ts";
import { splitRows } from "./rows.ts";
import { scopeInWords } from "./scope.ts";

const GROUPS = ["channel", "source", "referrer", "medium", "campaign"] as const;
type Group = (typeof GROUPS)[number];

const DIMENSION_OF: Readonly<Record<Group, DimensionName>> = {
  channel: "channel",
  source: "source",
  referrer: "referrer",
  medium: "utmMedium",
  campaign: "utmCampaign",
};

const SORTS = ["uniqueVisitors", "sessions", "pageViews"] as const;

const rowSchema = z.object({
  name: z.string(),
  ...figuresShape,
  share: percentSchema.describe(DEFINITIONS.share),
});

const dataSchema = z.object({
  groupBy: z.enum(GROUPS),
  rows: z.array(rowSchema),
  totals: z.object(figuresShape).describe("All traffic, also that which is not in rows"),
});

export const sources = defineReport({
  name: "sources",
  path: "sources",
  title: "Traffic sources",
  description:
    "Where visitors came from, by source, channel, referrer or UTM medium or campaign: visitors, sessions, page views, bounce rate (percent), share of visitors (percent).",
  example: { period: "last_30_days", groupBy: "channel", limit: 10 },
  input: z.strictObject({
    ...questionShape,
    groupBy: z
      .enum(GROUPS)
      .default("source")
      .describe("What a row is, such as channel (kind of traffic) or source (site or utm_source)"),
    limit: limitSchema,
    sort: z.enum(SORTS).default("uniqueVisitors").describe("Rank by, such as 'sessions'"),
  }),
  data: dataSchema,
  answer: async (context, input) => {
    const question = await readQuestion(context, input);
    const by = dimension(DIMENSION_OF[input.groupBy]);
    const found = await ask(question, {
      keys: ["name"],
      parts: partsFor([by], FIGURES),
      totals: true,
      order: ORDER[input.sort],
      limit: input.limit,
    });
    const { rows, total, totalRows } = splitRows(found);
    const visitors = measured("uniqueVisitors", total) ?? 0;
    const shown = rows.map((row) => ({
      name: cleanText(String(row.name)) || by.none,
      ...readFigures(row),
      share: percent(measured("uniqueVisitors", row) ?? 0, visitors),
    }));
    const data = { groupBy: input.groupBy, totals: readFigures(total), rows: shown };
    const reasons = Object.assign(reasonsFor(data.totals, "totals."), ...shown.map((row) => reasonsFor(row, "rows.")));
    const scope = scopeInWords(question.range, question.filters);
    const top = shown[0];
    const summary = top
      ? `${countOf(visitors, "unique visitor")} from ${countOf(totalRows, input.groupBy)} ${scope}; the first ${input.groupBy} brought ${numberInWords(top.uniqueVisitors)} of them.`
      : `No visitors ${scope}.`;
    // Channels are the product's own words.
    const visitorTexts = input.groupBy === "channel" ? [] : ["rows.name"];
    const extent = { shownRows: rows.length, totalRows, reasons, link: { groupBy: input.groupBy }, visitorTexts };
    return { summary, data, meta: await describeAnswer(question, extent) };
  },
});

const ORDER = { uniqueVisitors: "visitors", sessions: "sessions", pageViews: "pageViews" } as const;
