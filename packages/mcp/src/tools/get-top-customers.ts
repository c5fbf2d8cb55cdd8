import { defineReportTool } from "./report-tool.ts";

export const getTopCustomers = defineReportTool({
  name: "get_top_customers",
  title: "Customers who pay most",
  report: "top_customers",
  without: ["currency"],
  description:
    "Best customers by net revenue of the range or by MRR: what each has paid in all, subscriptions, first and last charge, source of the first visit; who it is where permitted. " +
    "Fits questions about the highest-value customers and buyers. Period all ranks everything ever paid.",
});
