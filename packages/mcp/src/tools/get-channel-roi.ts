import { defineReportTool } from "./report-tool.ts";

export const getChannelRoi = defineReportTool({
  name: "get_channel_roi",
  title: "Return on marketing spend",
  report: "channel_roi",
  without: ["currency", "limit"],
  description:
    "Marketing channels or campaigns by what they cost and earn: ad spend, visitors, new customers, attributed revenue, CAC, ROAS (ratio), ROI (percent), LTV; unattributed apart. " +
    "Fits questions about which advertising pays off. Visitors alone are in get_traffic_sources.",
});
