import { defineReportTool } from "./report-tool.ts";

export const getEvents = defineReportTool({
  name: "get_events",
  title: "Custom events",
  report: "events",
  description:
    "Custom events, the actions that visitors take, such as signup, click, add_to_cart or download: how often each happened, by how many visitors, and how often before. " +
    "With eventName and property, one event by the values of that property, for example signup by plan. " +
    "Page views are no events here; they are in get_top_pages.",
});
