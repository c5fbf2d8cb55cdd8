import { defineReportTool } from "./report-tool.ts";

export const getTrafficSources = defineReportTool({
  name: "get_traffic_sources",
  title: "Where visitors come from",
  report: "sources",
  description:
    "Where visits came from: sources such as Google or other websites, channels (search, social, paid, direct), referrers, UTM media or campaigns, with visitors, sessions, page views, bounce rate and share. " +
    "Fits questions about who sends traffic, search engines, newsletters and campaigns. " +
    "Countries are in get_top_locations.",
});
