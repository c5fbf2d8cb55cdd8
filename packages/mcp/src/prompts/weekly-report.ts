import { ofProject, PROJECT_ARGUMENT, type Prompt } from "./prompt.ts";

export const weeklyReport: Prompt = {
  name: "weekly_report",
  title: "Weekly report",
  description: "A one-page report on a week: visitors against the week before, sources, pages, countries and events.",
  arguments: [
    {
      name: "week",
      description: "last_week or this_week",
      usual: "last_week",
      allowed: ["last_week", "this_week"],
    },
    PROJECT_ARGUMENT,
  ],
  write: (given) => `Write a report of one page on ${given.week?.replace("_", " ")}${ofProject(given)}.

1. get_analytics with period ${given.week}: visitors, page views, sessions, bounce rate and visit duration, each with its change against the week before.
2. get_timeseries with the same period: the strongest and the weakest day.
3. get_traffic_sources twice, with groupBy source and with groupBy channel: what brought the visitors.
4. get_top_pages: the five most viewed pages, and the pages on which most visits began.
5. get_top_locations and get_events: the first three of each.

Begin with two sentences that a busy person can stop after. Then the numbers as short lists, each with its change. End with what stands out and one thing to look into. Name the dates and the time zone once, from meta. Repeat warnings of the answers where they touch a number, and say "no value" where a value is null.`,
};
