import { defineReportTool } from "./report-tool.ts";

export const getTrafficSources = defineReportTool({
  name: "get_traffic_sources",
  title: "Where visitors come from",
  report: "sources",
  description:
    "Where visits came from: sources such as Google, channels (search, social, paid, direct), referring pages, UTM media or campaigns, with visitors, sessions, page views, bounce rate and share. " +
    "Fits questions about referrers, search engines, newsletters and campaigns. " +
    "The places on earth that visitors are in are in get_top_locations.",
});
