import { defineReportTool } from "./report-tool.ts";

export const getTimeseries = defineReportTool({
  name: "get_timeseries",
  title: "Trend over time",
  report: "timeseries",
  oldestFirst: true,
  description:
    "The numbers of get_analytics by hour, day, week or month, without gaps, with totals: for trends, peaks, slow days and charts. " +
    "A row that the range cuts is marked partial. " +
    "A visitor of two days counts in both rows and once in the totals. For one number without its course see get_analytics.",
});
