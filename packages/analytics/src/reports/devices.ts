import { z } from "zod";
import { defineReport } from "../report.ts";
import { answerBreakdown, breakdownSchema, breakdownShape, DEVICE_GROUPS } from "./breakdown.ts";

export const devices = defineReport({
  name: "devices",
  path: "devices",
  title: "Devices",
  description:
    "On what visitors see the site, by kind of device, browser, operating system or language: visitors, sessions, page views, bounce rate (percent), share of visitors (percent).",
  example: { period: "last_30_days", groupBy: "browser", limit: 10 },
  input: z.strictObject({
    ...breakdownShape,
    groupBy: z.enum(DEVICE_GROUPS).default("device").describe("What a row is, such as 'browser'"),
  }),
  data: breakdownSchema(DEVICE_GROUPS),
  answer: answerBreakdown,
});
