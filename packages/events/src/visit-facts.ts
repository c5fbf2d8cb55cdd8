import type { VisitFacts } from "./store.ts";

/** Where a visit came from. */
export type OriginFacts = Pick<
  VisitFacts,
  | "referrer"
  | "referrerHost"
  | "source"
  | "channel"
  | "utmSource"
  | "utmMedium"
  | "utmCampaign"
  | "utmTerm"
  | "utmContent"
>;

/** A visit of which nothing is known. */
export const NOTHING_KNOWN: VisitFacts = {
  referrer: "",
  referrerHost: "",
  source: "",
  channel: "",
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
