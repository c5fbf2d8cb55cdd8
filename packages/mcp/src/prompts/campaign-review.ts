import { ofProject, PROJECT_ARGUMENT, type Prompt } from "./prompt.ts";

export const campaignReview: Prompt = {
  name: "campaign_review",
  title: "Campaign review",
  description: "How campaigns did: visitors, how engaged they were and what they did, against other traffic.",
  arguments: [
    { name: "campaign", description: "Value of utm_campaign, e.g. spring_sale; without one, all campaigns" },
    {
      name: "period",
      description: "last_7_days, last_30_days, last_90_days, this_month or last_month",
      usual: "last_30_days",
      allowed: ["last_7_days", "last_30_days", "last_90_days", "this_month", "last_month"],
    },
    { name: "goal", description: "Name of the event that counts as success, e.g. signup" },
    PROJECT_ARGUMENT,
  ],
  write: (given) => {
    const { campaign, period, goal } = given;
    const about = campaign ? `the campaign "${campaign}"` : "the campaigns";
    const filter = campaign
      ? ` and the filter ${JSON.stringify({ dimension: "utmCampaign", operator: "is", values: [campaign] })}`
      : "";
    return `Review ${about}${ofProject(given)} in the period ${period}.

1. get_traffic_sources with groupBy campaign and this period: visitors, sessions, bounce rate and share of each campaign.
2. get_traffic_sources with groupBy medium${filter}: through which media they came.
3. get_top_pages with sort entries${filter}: where visits began and how many left at once.
4. get_events${goal ? ` with eventName "${goal}"` : ""}${filter}: what the visitors did${goal ? "; the same without the filter, for comparison" : ""}.
5. get_analytics${filter} for the same period: whether it grew against the period before.

Judge a campaign by what its visitors did, not by how many came. Answer with a table (campaign, visitors, bounce rate, ${goal ? `${goal} and its rate` : "events for each visitor"}), which to continue, change or end, and how few visitors a judgement rests on where they are few. Say when traffic without tags may belong to a campaign.`;
  },
};
