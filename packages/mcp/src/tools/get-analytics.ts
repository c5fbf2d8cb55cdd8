import { defineReportTool } from "./report-tool.ts";

export const getAnalytics = defineReportTool({
  name: "get_analytics",
  title: "Overview of visitors and page views",
  report: "overview",
  description:
    "Totals for a range: unique visitors, page views, sessions, bounce rate and average visit duration, each with the period before and the change in percent. " +
    "Fits questions such as how many visitors came this week, or whether this month is better than last. " +
    "For the course over time see get_timeseries; for single pages, sources or countries see their own tools.",
});
