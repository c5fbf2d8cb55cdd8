import type { Tool } from "../tool.ts";
import { getAnalytics } from "./get-analytics.ts";
import { getChannelRoi } from "./get-channel-roi.ts";
import { getEvents } from "./get-events.ts";
import { getRealtime } from "./get-realtime.ts";
import { getRevenue } from "./get-revenue.ts";
import { getRevenueTimeseries } from "./get-revenue-timeseries.ts";
import { getTimeseries } from "./get-timeseries.ts";
import { getTopCustomers } from "./get-top-customers.ts";
import { getTopLocations } from "./get-top-locations.ts";
import { getTopPages } from "./get-top-pages.ts";
import { getTrafficSources } from "./get-traffic-sources.ts";
import { listProjects } from "./list-projects.ts";

/** Every tool, in the order in which clients list them. */
export const TOOLS: readonly Tool[] = [
  getAnalytics,
  getTimeseries,
  getRealtime,
  getTopPages,
  getTrafficSources,
  getTopLocations,
  getEvents,
  getRevenue,
  getRevenueTimeseries,
  getTopCustomers,
  getChannelRoi,
  listProjects,
];
