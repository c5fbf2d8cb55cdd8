import { defineReportTool } from "./report-tool.ts";

export const getTopLocations = defineReportTool({
  name: "get_top_locations",
  title: "Countries, regions and cities",
  report: "locations",
  description:
    "Where on earth visitors are: countries, regions or cities with visitors and their share. " +
    "Fits questions about countries, cities, markets and languages worth a translation. " +
    "What led them to the site is in get_traffic_sources.",
});
