import { DEFINITIONS } from "./definitions.ts";

/** From how many customers on a churn is steady enough to be divided by. */
export const LTV_CUSTOMERS_MIN = 10;

/** What each number about money means, in words for whoever reads the answers. */
export const REVENUE_DEFINITIONS = {
  grossRevenue: "Succeeded charges in the range, taxes left out where the source tells them apart.",
  refunds: "Money given back in the range, lost disputes included, on the date of the refund.",
  netRevenue: "Gross revenue less refunds.",
  charges: "Succeeded charges in the range.",
  aov: "Average order value: gross revenue per charge. Null without charges.",
  mrr: "Monthly recurring revenue, a state at the end of the range (now while it lasts): active and past-due subscriptions as what they bring a month (year / 12, week × 52 / 12), lasting discounts taken off; no trials, nothing metered; cancelled ones until the paid term ends.",
  arr: "MRR × 12.",
  activeSubscriptions: "Subscriptions that count in MRR at the end of the range.",
  payingCustomers: "Customers with MRR at the end of the range.",
  newCustomers: "Customers whose first succeeded charge lies in the range.",
  churnedCustomers: "Of the customers who had MRR at the start of the range, those who have none at its end.",
  customerChurnRate: "Churned customers in percent of the paying customers at the start. Null when there were none.",
  mrrChurnRate: "Gross: churned and contracted MRR in percent of the MRR at the start. Null when there was none.",
  netRevenueRetention:
    "MRR at the end of those who paid at the start, in percent of their MRR then; growth counts, so it can pass 100.",
  arpa: "Average revenue per account: MRR per paying customer. Null without any.",
  ltv: `Lifetime value: ARPA × gross margin / monthly customer churn. Null where nobody churned or fewer than ${LTV_CUSTOMERS_MIN} customers paid at the start.`,
  revenuePerCustomerToDate:
    "Net revenue of all time up to the end of the range per customer who has ever paid. Null before the first.",
  startMrr: "MRR at the start of the range.",
  newMrr: "MRR of customers who never had any before.",
  reactivationMrr: "MRR of customers who come back.",
  expansionMrr: "More MRR of customers who had some.",
  contractionMrr: "Less MRR of customers who keep some, as what was lost.",
  churnedMrr: "MRR of customers who left, as what was lost.",
  currencyMrr: "What a change of exchange rates did to MRR, in either direction.",
  spend: "What was spent on advertising on the days of the range.",
  attributedRevenue:
    "Net revenue of the range, given to what brought the customer before the first payment; later payments inherit it.",
  cac: "Customer acquisition cost: spend per new customer attributed in the range. Null without new customers.",
  roas: "Return on ad spend: attributed revenue / spend, a plain ratio. Null without spend.",
  roi: "Return on investment: (attributed revenue × margin - spend) / spend in percent. Null without spend.",
  ltvToCac: "Lifetime value / acquisition cost. Null where one of them is.",
} as const;

/** What each number of any report means, by its name. */
export const ALL_DEFINITIONS = { ...DEFINITIONS, ...REVENUE_DEFINITIONS };
