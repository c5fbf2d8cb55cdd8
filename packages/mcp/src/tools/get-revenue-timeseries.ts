import { defineReportTool } from "./report-tool.ts";

export const getRevenueTimeseries = defineReportTool({
  name: "get_revenue_timeseries",
  title: "Revenue trend",
  report: "revenue_timeseries",
  oldestFirst: true,
  without: ["currency"],
  description:
    "Chart of revenue: gross, refunds, net, charges, MRR at the end of each bucket, and the new, expansion, contraction, churned and reactivation parts that moved it, with totals. " +
    "Fits the trend and growth of MRR or sales over time, by month.",
});
