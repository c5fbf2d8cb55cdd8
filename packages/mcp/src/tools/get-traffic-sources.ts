import { defineReportTool } from "./report-tool.ts";

export const getTrafficSources = defineReportTool({
  name: "get_traffic_sources",
  title: "Where visitors come from",
  report: "sources",
  description:
    "Where visits came from in a range: channels (organic search, social, paid, direct), sources such as Google, referring sites, UTM media or campaigns, " +
    "with unique visitors, sessions, page views, bounce rate and share of all sessions. " +
    "Fits questions about referrers, search engines, newsletters and campaigns. " +
    "The place on earth that visitors are in is get_top_locations.",
});
