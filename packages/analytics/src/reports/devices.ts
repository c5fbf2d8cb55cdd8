import { z } from "zod";
import { DEFINITIONS } from "../definitions.ts";
import { limitSchema, questionShape } from "../input/parameters.ts";
import { describeAnswer } from "../meta.ts";
import { readQuestion } from "../question.ts";
import { defineReport } from "../report.ts";
import { figuresShape, percentSchema } from "./figures.ts";
import { rankFigures } from "./ranked.ts";

const GROUPS = ["device", "browser", "os", "language"] as const;

const WHAT = { device: "kind of device", browser: "browser", os: "operating system", language: "language" } as const;

const dataSchema = z.object({
  groupBy: z.enum(GROUPS),
  rows: z.array(
    z.object({
      name: z.string().describe("'Unknown' where it is not known"),
      ...figuresShape,
      share: percentSchema.describe(DEFINITIONS.share),
    }),
  ),
  totals: z.object(figuresShape).describe("All traffic, also that which is not in rows"),
});

export const devices = defineReport({
  name: "devices",
  path: "devices",
  title: "Devices",
  description:
    "On what visitors see the site, by kind of device, browser, operating system or language: visitors, sessions, page views, bounce rate (percent), share of visitors (percent).",
  example: { period: "last_30_days", groupBy: "browser", limit: 10 },
  input: z.strictObject({
    ...questionShape,
    groupBy: z.enum(GROUPS).default("device").describe("What a row is, such as 'browser'"),
    limit: limitSchema,
  }),
  data: dataSchema,
  answer: async (context, { groupBy, limit, ...input }) => {
    const question = await readQuestion(context, input);
    const { rows, totals, summary, extent } = await rankFigures(question, {
      by: groupBy,
      what: WHAT[groupBy],
      verb: "has",
      order: "visitors",
      limit,
    });
    const meta = await describeAnswer(question, { ...extent, link: { groupBy }, visitorTexts: ["rows.name"] });
    return { summary, data: { groupBy, totals, rows }, meta };
  },
});
