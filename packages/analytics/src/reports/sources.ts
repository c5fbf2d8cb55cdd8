import { z } from "zod";
import { DEFINITIONS } from "../definitions.ts";
import type { DimensionName } from "../dimensions.ts";
import { limitSchema, questionShape } from "../input/parameters.ts";
import { describeAnswer } from "../meta.ts";
import { readQuestion } from "../question.ts";
import { defineReport } from "../report.ts";
import { figuresShape, percentSchema } from "./figures.ts";
import { rankFigures } from "./ranked.ts";

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
    const { groupBy, limit } = input;
    const question = await readQuestion(context, input);
    const { rows, totals, summary, extent } = await rankFigures(question, {
      by: DIMENSION_OF[groupBy],
      what: groupBy,
      verb: "brought",
      order: ORDER[input.sort],
      limit,
    });
    // Channels are the product's own words.
    const visitorTexts = groupBy === "channel" ? [] : ["rows.name"];
    const meta = await describeAnswer(question, { ...extent, link: { groupBy }, visitorTexts });
    return { summary, data: { groupBy, totals, rows }, meta };
  },
});

const ORDER = { uniqueVisitors: "visitors", sessions: "sessions", pageViews: "pageViews" } as const;
