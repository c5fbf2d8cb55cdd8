import { z } from "zod";
import { defineReport } from "../report.ts";
import { answerBreakdown, breakdownSchema, breakdownShape, DEVICE_GROUPS, SORTS } from "./breakdown.ts";

const GROUPS = ["channel", "source", "referrer", "medium", "campaign", ...DEVICE_GROUPS] as const;

export const sources = defineReport({
  name: "sources",
  path: "sources",
  title: "Traffic sources",
  description:
    "Where visitors came from, by source, channel, referrer or UTM medium or campaign: visitors, sessions, page views, bounce rate (percent), share of visitors (percent). By device, browser, os or language it answers as the report of devices.",
  example: { period: "last_30_days", groupBy: "channel", limit: 10 },
  input: z.strictObject({
    ...breakdownShape,
    groupBy: z.enum(GROUPS).default("source").describe("What a row is, such as channel (kind of traffic)"),
    sort: z.enum(SORTS).default("uniqueVisitors").describe("Rank by, such as 'sessions'"),
  }),
  data: breakdownSchema(GROUPS),
  answer: answerBreakdown,
});
