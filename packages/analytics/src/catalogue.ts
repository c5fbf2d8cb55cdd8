import { NotFound } from "@heliometer/core";
import type { Answer } from "./answer.ts";
import type { Report, ReportContext, ReportName } from "./report.ts";
import { devices } from "./reports/devices.ts";
import { eventProperties } from "./reports/event-properties.ts";
import { events } from "./reports/events.ts";
import { locations } from "./reports/locations.ts";
import { overview } from "./reports/overview.ts";
import { pages } from "./reports/pages.ts";
import { realtime } from "./reports/realtime.ts";
import { channelRoi } from "./reports/revenue/channel-roi.ts";
import { revenue } from "./reports/revenue/overview.ts";
import { revenueTimeseries } from "./reports/revenue/timeseries.ts";
import { topCustomers } from "./reports/revenue/top-customers.ts";
import { sources } from "./reports/sources.ts";
import { timeseries } from "./reports/timeseries.ts";

/** Every report, in the order in which surfaces list them. */
export const REPORTS: readonly Report[] = [
  overview,
  timeseries,
  realtime,
  pages,
  sources,
  locations,
  devices,
  events,
  eventProperties,
  revenue,
  revenueTimeseries,
  topCustomers,
  channelRoi,
];

/** The report of that name. */
export function findReport(name: ReportName): Report {
  const report = REPORTS.find((candidate) => candidate.name === name);
  if (!report) throw new NotFound(`There is no report named ${name}.`);
  return report;
}

/** Asks a report; throws InvalidInput when the input cannot be read. */
export async function runReport(context: ReportContext, name: ReportName, input: unknown): Promise<Answer> {
  return findReport(name).run(context, input);
}
