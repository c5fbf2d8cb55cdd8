import { defineReportTool } from "./report-tool.ts";

export const getRealtime = defineReportTool({
  name: "get_realtime",
  title: "Active visitors right now",
  report: "realtime",
  description:
    "Who is on the site right now: visitors seen in the last 5 minutes, with the pages they view, where they came from and their countries. " +
    "Fits questions such as whether anyone is online, or what happens after a newsletter has just gone out. " +
    "It takes no range; for today so far see get_analytics with period today.",
});
