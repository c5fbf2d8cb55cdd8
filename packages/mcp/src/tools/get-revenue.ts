import { defineReportTool } from "./report-tool.ts";

export const getRevenue = defineReportTool({
  name: "get_revenue",
  title: "Revenue of a month, MRR",
  report: "revenue",
  description:
    "Revenue of a range, gross and net, with refunds and charges; MRR and ARR at its end and what moved them; subscriptions, paying, gained and churned customers, churn rates, ARPA, LTV; each with the period before. " +
    "Fits questions such as the revenue of this or last month, how many pay, or why MRR moved.",
});
