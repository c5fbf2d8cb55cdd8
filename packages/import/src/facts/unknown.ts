import type { VisitFacts } from "@heliometer/events";

/** What an export does not tell. */
export const NOT_SET = "(not set)";

/** A visit of which nothing is known, not even whether it came directly. */
export const UNKNOWN_FACTS: VisitFacts = {
  referrer: "",
  referrerHost: "",
  source: NOT_SET,
  channel: NOT_SET,
  utmSource: "",
  utmMedium: "",
  utmCampaign: "",
  utmTerm: "",
  utmContent: "",
  country: "",
  region: "",
  city: "",
  device: "",
  browser: "",
  os: "",
  language: "",
};
