import { defineReportTool } from "./report-tool.ts";

export const getTimeseries = defineReportTool({
  name: "get_timeseries",
  title: "Trend over time",
  report: "timeseries",
  description:
    "The same numbers as get_analytics, one row per hour, day, week or month, without gaps: for trends, peaks, slow days and charts. " +
    "Rows hold the start of the bucket, unique visitors, page views, sessions, bounce rate and average duration; " +
    "a first or last bucket that the range cuts is marked partial. " +
    "Unique visitors of the rows do not add up to the visitors of the whole range; that total is in get_analytics.",
});
