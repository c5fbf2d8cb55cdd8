import { type EnrichedEvent, NOTHING_KNOWN, type VisitFacts } from "@heliometer/events";

/** The present of the tests: a Friday noon in Paris. */
export const NOW = Date.parse("2026-11-20T11:00:00Z");

const DAY_MS = 86_400_000;
const DAYS = 14;
const VISITORS_A_DAY = 12;
const PATHS = ["/", "/pricing", "/docs", "/blog/launch"];
const COUNTRIES = ["FR", "DE", "US"];
const SOURCES = [
  { source: "Google", channel: "Organic Search", referrerHost: "google.com", referrer: "https://google.com/" },
  { source: "Direct / None", channel: "Direct", referrerHost: "", referrer: "" },
];
export const NO_FACTS: VisitFacts = {
  ...NOTHING_KNOWN,
  source: "Direct / None",
  channel: "Direct",
  device: "desktop",
  browser: "Firefox",
  os: "Linux",
  language: "fr",
};

/**
 * Two weeks of a small site: on each day a dozen visitors with two page views each, every third of whom signs up; one
 * of them is on the site now.
 */
export function makeEvents(projectId: string): EnrichedEvent[] {
  const events: EnrichedEvent[] = [];
  for (let day = DAYS - 1; day >= 0; day--) {
    for (let visitor = 0; visitor < VISITORS_A_DAY; visitor++) {
      events.push(...makeVisit({ projectId, day, visitor }));
    }
  }
  return events.filter(({ ts }) => ts <= NOW);
}

function makeVisit({ projectId, day, visitor }: { projectId: string; day: number; visitor: number }): EnrichedEvent[] {
  const start = NOW - day * DAY_MS - visitor * 600_000 - 90_000;
  const source = SOURCES[visitor % SOURCES.length];
  const base = {
    projectId,
    visitorId: `visitor-${(day * 5 + visitor) % 40}`,
    hostname: "shop.example",
    title: "",
    name: "",
    properties: "",
    visit: { ...NO_FACTS, ...source, country: COUNTRIES[visitor % COUNTRIES.length] ?? "" },
  };
  const view = (index: number): EnrichedEvent => ({
    ...base,
    eventId: `${day}-${visitor}-${index}`,
    kind: "pageview",
    ts: start + index * 45_000,
    path: PATHS[(visitor + index) % PATHS.length] ?? "/",
  });
  const signup: EnrichedEvent = {
    ...view(2),
    kind: "custom",
    name: "signup",
    properties: JSON.stringify({ plan: visitor % 2 === 0 ? "pro" : "free" }),
  };
  return visitor % 3 === 0 ? [view(0), view(1), signup] : [view(0), view(1)];
}
