import { defineReportTool } from "./report-tool.ts";

export const getTopLocations = defineReportTool({
  name: "get_top_locations",
  title: "Countries, regions and cities",
  report: "locations",
  description:
    "Where on earth visitors are, by country, region or city, for a range: name, ISO country code, visitors and their share. " +
    "Fits questions about countries, cities, markets and languages to translate into. " +
    "The websites and campaigns that visitors came from are in get_traffic_sources.",
});
