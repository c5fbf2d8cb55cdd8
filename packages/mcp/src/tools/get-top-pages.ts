import { defineReportTool } from "./report-tool.ts";

export const getTopPages = defineReportTool({
  name: "get_top_pages",
  title: "Most viewed pages",
  report: "pages",
  description:
    "Pages by views: path, title, page views, unique visitors, entries, exits, bounce rate and average time on page. " +
    "Fits questions about popular content, landing pages (sort entries) and where people leave (sort exits). " +
    "How visitors reached the site is in get_traffic_sources; what they did there is in get_events.",
});
