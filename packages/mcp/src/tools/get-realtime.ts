import { defineReportTool } from "./report-tool.ts";

export const getRealtime = defineReportTool({
  name: "get_realtime",
  title: "Active visitors right now",
  report: "realtime",
  description:
    "Who is on the site right now, in real time: visitors active in the last 5 minutes, with their pages, sources and countries. " +
    "Fits questions such as whether anyone is online, or what a newsletter sets off just now. " +
    "It has no range; for today so far see get_analytics with period today.",
});
