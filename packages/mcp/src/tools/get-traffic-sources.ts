import { defineReportTool } from "./report-tool.ts";

export const getTrafficSources = defineReportTool({
  name: "get_traffic_sources",
  title: "Where visitors come from, on what",
  report: "sources",
  description:
    "Where visits came from: sources such as Google or other websites, channels (search, social, paid, direct), referrers, UTM media or campaigns; or on what: device (mobile, desktop), browser, os, language. Visitors, sessions, page views, bounce rate, share. " +
    "Fits questions about who sends traffic, search engines, newsletters, phones. " +
    "Countries are in get_top_locations.",
});
