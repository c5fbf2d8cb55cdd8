import { defineReportTool } from "./report-tool.ts";

export const getTimeseries = defineReportTool({
  name: "get_timeseries",
  title: "Trend of visits",
  report: "timeseries",
  oldestFirst: true,
  description:
    "Trend of visitors, page views or sessions over time: by hour, day, week or month, without gaps, with totals: for trends, peaks, slow days and charts. " +
    "A visitor of several days counts in each row and once in the totals. For one number without its course see get_analytics.",
});
