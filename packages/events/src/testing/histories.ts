import fc from "fast-check";
import { hashId } from "../hash.ts";
import { isOfVisit } from "../kinds.ts";
import { VISIT_GAP_MS } from "../sessions.ts";
import type { EnrichedEvent } from "../store.ts";
import { eventOf, NO_FACTS } from "./events.ts";

/** A visit as the tables must show it, without its id: that depends on which of its events came first. */
export interface ExpectedVisit {
  visitor: string;
  events: string[];
  started_at: number;
  last_event_at: number;
  last_activity_at: number;
  prev_at: number | null;
  pageviews: number;
  custom_events: number;
  entry_path: string;
  exit_path: string;
  hostname: string;
  source: string;
}

/** When the earliest of them can happen. */
export const START_MS = 1_700_000_000_000;
const STEPS_MS = [0, 1, 60_000, VISIT_GAP_MS - 1, VISIT_GAP_MS, VISIT_GAP_MS + 1, 3 * VISIT_GAP_MS];

/** Events of a few visitors, with ties and with gaps around the length that ends a visit. */
export const histories: fc.Arbitrary<EnrichedEvent[]> = fc
  .array(
    fc.record({
      visitor: fc.integer({ min: 0, max: 2 }),
      steps: fc.array(fc.constantFrom(...STEPS_MS), { maxLength: 4 }),
      kind: fc.constantFrom("pageview", "pageview", "custom", "server", "signal"),
      place: fc.integer({ min: 0, max: 3 }),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((drawn) =>
    drawn.map(({ visitor, steps, kind, place }, index) =>
      eventOf({
        eventId: `e${index}`,
        ts: START_MS + steps.reduce((sum, step) => sum + step, 0),
        kind: kind as EnrichedEvent["kind"],
        visitorId: `v${visitor}`,
        name: kind === "pageview" ? "" : "happened",
        path: `/${place}`,
        hostname: `h${index}.example`,
        visit: { ...NO_FACTS, source: `source ${index}` },
      }),
    ),
  );

/** The same events in another order, cut into batches, some of them sent again. */
export function arrivals(events: readonly EnrichedEvent[]): fc.Arbitrary<EnrichedEvent[][]> {
  return fc
    .tuple(
      fc.shuffledSubarray([...events], { minLength: events.length }),
      fc.shuffledSubarray([...events]),
      fc.integer({ min: 1, max: 12 }),
    )
    .chain(([once, again, size]) => fc.tuple(fc.constant(once), fc.constant(again), fc.constant(size)))
    .map(([once, again, size]) => {
      const all = once.flatMap((event, index) => {
        const repeated = again[index];
        return repeated ? [event, repeated] : [event];
      });
      return Array.from({ length: Math.ceil(all.length / size) }, (_, batch) =>
        all.slice(batch * size, (batch + 1) * size),
      );
    });
}

/** Visits by brute force, from the definition. */
export function visitsByHand(events: readonly EnrichedEvent[]): ExpectedVisit[] {
  const ordered = events
    .filter(({ kind }) => isOfVisit(kind))
    .map((event) => ({ event, id: hashId(event.projectId, event.eventId) }))
    .sort((a, b) => a.event.ts - b.event.ts || (a.id < b.id ? -1 : 1))
    .map(({ event }) => event);
  const visits: ExpectedVisit[] = [];
  for (const [visitor, own] of Map.groupBy(ordered, ({ visitorId }) => visitorId)) {
    let prevAt: number | null = null;
    for (const visit of splitByGap(own)) {
      const described = describeVisit(visitor, visit, prevAt);
      visits.push(described);
      prevAt = described.started_at;
    }
  }
  return sortVisits(visits);
}

/** In an order that two lists of the same visits share. */
export function sortVisits<Visit extends Pick<ExpectedVisit, "visitor" | "started_at" | "events">>(
  visits: Visit[],
): Visit[] {
  const textOf = ({ visitor, events }: Visit) => `${visitor} ${events[0]}`;
  return visits.sort((a, b) => a.started_at - b.started_at || textOf(a).localeCompare(textOf(b)));
}

function splitByGap(events: readonly EnrichedEvent[]): EnrichedEvent[][] {
  const visits: EnrichedEvent[][] = [];
  for (const event of events) {
    const open = visits.at(-1);
    const last = open?.at(-1);
    if (open && last && event.ts - last.ts <= VISIT_GAP_MS) open.push(event);
    else visits.push([event]);
  }
  return visits;
}

/** A visit of these events, in the order of time. */
export function describeVisit(visitor: string, events: readonly EnrichedEvent[], prevAt: number | null): ExpectedVisit {
  const pages = events.filter(({ kind }) => kind === "pageview");
  const first = events[0];
  const lastTs = events.at(-1)?.ts ?? 0;
  return {
    visitor,
    events: events.map(({ eventId }) => eventId).sort(),
    started_at: first?.ts ?? 0,
    last_event_at: lastTs,
    last_activity_at: lastTs,
    prev_at: prevAt,
    pageviews: pages.length,
    custom_events: events.length - pages.length,
    entry_path: pages[0]?.path ?? "",
    exit_path: pages.at(-1)?.path ?? "",
    hostname: first?.hostname ?? "",
    source: first?.visit.source ?? "",
  };
}
