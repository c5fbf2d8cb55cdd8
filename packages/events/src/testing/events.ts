import type { EnrichedEvent, VisitFacts } from "../store.ts";
import { NOTHING_KNOWN } from "../visit-facts.ts";

export const NO_FACTS: VisitFacts = { ...NOTHING_KNOWN, source: "Direct / None", channel: "Direct" };

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
