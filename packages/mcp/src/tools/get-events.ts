import { defineReportTool } from "./report-tool.ts";

export const getEvents = defineReportTool({
  name: "get_events",
  title: "Custom events",
  report: "events",
  description:
    "Custom events of a range, such as signup, add_to_cart or file_download: how often each happened, how many visitors did it, and the count of the period before. " +
    "With eventName and property it breaks one event down by the values of that property, for example signup by plan. " +
    "Page views are no events here; they are in get_top_pages and get_analytics.",
});
