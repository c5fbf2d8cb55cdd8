import { defineReportTool } from "./report-tool.ts";

export const getTimeseries = defineReportTool({
  name: "get_timeseries",
  title: "Trend over time",
  report: "timeseries",
  description:
    "The numbers of get_analytics by hour, day, week or month, without gaps, with totals: for trends, peaks, slow days and charts. " +
    "A row that the range cuts is marked partial. " +
    "Visitors of the rows do not add up to the visitors of the range; those are in the totals. For one number without its course see get_analytics.",
});
