import type { EnrichedEvent } from "@heliometer/events";

const GAP_MS = 1_800_000;

/** A visit as reports would count it. */
export interface CountedVisit {
  readonly visitor: string;
  readonly events: readonly EnrichedEvent[];
  readonly paths: readonly string[];
  readonly durationMs: number;
}

/** Cuts events into visits by the rule alone: of one visitor, with not more than half an hour between two of them. */
export function countVisits(events: readonly EnrichedEvent[]): CountedVisit[] {
  const inVisits = events.filter(({ kind }) => kind === "pageview" || kind === "custom");
  return [...Map.groupBy(inVisits, ({ visitorId }) => visitorId)].flatMap(([visitor, own]) => {
    const visits: EnrichedEvent[][] = [];
    for (const event of own.toSorted((a, b) => a.ts - b.ts)) {
      const open = visits.at(-1);
      if (open && event.ts - (open.at(-1)?.ts ?? 0) <= GAP_MS) open.push(event);
      else visits.push([event]);
    }
    return visits.map((each) => ({
      visitor,
      events: each,
      paths: each.filter(({ kind }) => kind === "pageview").map(({ path }) => path),
      durationMs: (each.at(-1)?.ts ?? 0) - (each[0]?.ts ?? 0),
    }));
  });
}

/** How often each value occurs, without those that are undefined. */
export function countBy<Row>(rows: readonly Row[], keyOf: (row: Row) => string | undefined): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const row of rows) {
    const value = keyOf(row);
    if (value !== undefined) counts[value] = (counts[value] ?? 0) + 1;
  }
  return Object.fromEntries(Object.entries(counts).sort());
}

/** Whether reports would count the visit as a bounce. */
export function isBounce({ events, paths }: CountedVisit): boolean {
  return paths.length === 1 && events.length === 1;
}
