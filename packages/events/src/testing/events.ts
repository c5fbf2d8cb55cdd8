import type { EnrichedEvent, VisitFacts } from "../store.ts";

export const NO_FACTS: VisitFacts = {
  referrer: "",
  referrerHost: "",
  source: "Direct / None",
  channel: "Direct",
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

/** A page view of '/' by visitor 'v', changed as the test needs it. */
export function eventOf(change: Partial<EnrichedEvent> & { eventId: string; ts: number }): EnrichedEvent {
  return {
    projectId: "project",
    kind: "pageview",
    visitorId: "v",
    name: "",
    hostname: "example.com",
    path: "/",
    title: "",
    properties: "",
    visit: NO_FACTS,
    ...change,
  };
}
