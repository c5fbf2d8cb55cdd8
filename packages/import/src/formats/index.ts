import type { Format } from "./format.ts";
import { ga4Bigquery } from "./ga4-bigquery.ts";
import { ga4Reports } from "./ga4-reports.ts";
import { matomoReports } from "./matomo-reports.ts";
import { matomoVisits } from "./matomo-visits.ts";
import { plausible } from "./plausible.ts";
import { umami } from "./umami.ts";

/** Every format. A file belongs to the first one that knows it; raw events come before figures of days. */
export const FORMATS: readonly Format[] = [umami, ga4Bigquery, matomoVisits, plausible, ga4Reports, matomoReports];
