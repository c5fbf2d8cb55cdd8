import type { EnrichedEvent, VisitFacts } from "../store.ts";
import { createCatalogue } from "./pages.ts";
import { createRandom, type Random } from "./random.ts";
import { type Hour, listHours } from "./rhythm.ts";
import { drawSources, type Source } from "./sources.ts";
import { makeVisit, type Step } from "./visit.ts";
import { createVisitorPool, type DemoVisitor } from "./visitors.ts";

export interface DemoEventsOptions {
  /** The same seed and options make the same events. */
  readonly seed: number;
  /** Milliseconds since the epoch; the history is the 90 days before. */
  readonly endsAt: number;
  /** About how many. */
  readonly events: number;
  readonly projectId: string;
  /** IANA zone whose days and nights the traffic follows; UTC by default. */
  readonly timezone?: string;
  /** How many different products (at most 1,920) and linking sites (at most 100) there are. */
  readonly products?: number;
  readonly partnerSites?: number;
}

const HOSTNAME = "shop.example.com";
const PRODUCTS = 160;
const PARTNER_SITES = 24;
/** What `makeVisit` makes on average. */
const EVENTS_PER_VISIT = 3.27;
/** Visits that are under way at the end, so that somebody is there to be seen. */
const LIVE_VISITS = 6;
const LIVE_EVERY_MS = 40_000;

/**
 * Events of a shop over 90 days in the order of time: it grows, sleeps at night, rests at weekends, has a few days of
 * fame, and ends with visits under way. Nothing depends on the clock or on chance beyond the seed.
 */
export function* generateDemoEvents(options: DemoEventsOptions): Generator<EnrichedEvent, void, undefined> {
  const { seed, endsAt, events, projectId, timezone = "UTC" } = options;
  const random = createRandom(seed);
  const hours = listHours(endsAt, timezone);
  const totalWeight = hours.reduce((sum, { weight }) => sum + weight, 0);
  const visits = events / EVENTS_PER_VISIT;
  const play = createPlay(options, random);
  const nameOf = createNames(seed, projectId);
  const live = Array.from(
    { length: LIVE_VISITS },
    (_, visit) => endsAt - LIVE_EVERY_MS * visit - 1 - random.below(LIVE_EVERY_MS),
  );
  let pending: Moment[] = [];
  let owed = 0;
  for (const hour of hours) {
    owed += (visits * hour.weight) / totalWeight;
    for (; owed >= 1; owed -= 1) pending.push(...play(hour, hour.start + random.below(hour.end - hour.start)));
    for (const startsAt of live) {
      if (startsAt >= hour.start && startsAt < hour.end) pending.push(...play(hour, startsAt));
    }
    pending.sort((a, b) => a.step.ts - b.step.ts);
    const later = pending.findIndex(({ step }) => step.ts >= hour.end);
    const due = later === -1 ? pending : pending.slice(0, later);
    for (const moment of due) yield nameOf(moment);
    pending = later === -1 ? [] : pending.slice(later);
  }
}

/** A step with whom and what it belongs to. */
interface Moment {
  readonly step: Step;
  readonly visitor: DemoVisitor;
  readonly facts: VisitFacts;
}

function createPlay(options: DemoEventsOptions, random: Random): (hour: Hour, startsAt: number) => Moment[] {
  const catalogue = createCatalogue(options.products ?? PRODUCTS);
  const drawSource = drawSources(options.partnerSites ?? PARTNER_SITES);
  const chooseVisitor = createVisitorPool(random);

  function chooseSource({ spike }: Hour): Source {
    const drawn = drawSource(random);
    if (!spike || !random.chance(spike.share)) return drawn;
    let famous = drawn;
    while (famous.source !== spike.source) famous = drawSource(random);
    return famous;
  }

  return (hour, startsAt) => {
    const visitor = chooseVisitor(startsAt);
    const { landing, ...origin } = chooseSource(hour);
    const { country, region, city, language } = visitor.place;
    const facts: VisitFacts = { ...origin, country, region, city, ...visitor.device, language };
    const steps = makeVisit(catalogue, random, { startsAt, landing });
    visitor.lastSeenAt = steps.at(-1)?.ts ?? startsAt;
    return steps.map((step) => ({ step, visitor, facts }));
  };
}

function createNames(seed: number, projectId: string): (moment: Moment) => EnrichedEvent {
  let made = 0;
  return ({ step, visitor, facts }) => {
    made += 1;
    return {
      projectId,
      eventId: `demo-${seed}-${made}`,
      ts: step.ts,
      kind: step.name === "" ? "pageview" : "custom",
      visitorId: visitor.id,
      name: step.name,
      hostname: HOSTNAME,
      path: step.page.path,
      title: step.page.title,
      properties: step.properties,
      visit: facts,
      ...(step.durationMs === null ? {} : { durationMs: step.durationMs }),
    };
  };
}
