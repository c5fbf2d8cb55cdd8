import { ofProject, PROJECT_ARGUMENT, type Prompt } from "./prompt.ts";

export const trafficDrop: Prompt = {
  name: "traffic_drop_diagnosis",
  title: "Why did traffic drop?",
  description: "Finds where visitors were lost: when it began, in which sources, pages, countries and devices.",
  arguments: [
    {
      name: "period",
      description: "The time in which it dropped: last_7_days, last_30_days, last_week or last_month",
      usual: "last_7_days",
      allowed: ["last_7_days", "last_30_days", "last_week", "last_month"],
    },
    PROJECT_ARGUMENT,
  ],
  write: (given) => `Find out why there were fewer visitors${ofProject(given)} in the period ${given.period}.

1. get_analytics with this period: how large is the change against the period before? Ask again with compare previous_year, to tell a season from a loss. If visitors did not drop, say so and stop.
2. get_timeseries with this period: on which day did it begin, was it sudden or slow, and is a day empty (then collection may have stopped: see dataThrough in meta)?
3. get_traffic_sources with groupBy channel, then source, for this period and, with startDate and endDate, for the period before it: which of them lost most?
4. get_top_pages with sort entries, for both periods: which landing pages lost most?
5. get_top_locations for both periods; then get_analytics with a filter on device for mobile and for desktop.

Compare absolute losses, not percentages of small numbers. Answer with the cause that the numbers support best and how sure that is, a table of the three largest losses, what the numbers rule out, and what to check next outside of analytics (releases, search console, campaigns that ended).`,
};
