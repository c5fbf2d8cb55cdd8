import fc from "fast-check";
import { hashId } from "../hash.ts";
import { isOfVisit } from "../kinds.ts";
import { VISIT_GAP_MS } from "../sessions.ts";
import type { EnrichedEvent } from "../store.ts";
import { arrivals, describeVisit, type ExpectedVisit, histories, sortVisits } from "./histories.ts";

/** What happens to a store: events come, or two ids become one visitor. */
export type Step = { readonly events: readonly EnrichedEvent[] } | { readonly from: string; readonly into: string };

/** Four ids, of which three have events. */
const VISITORS = ["v0", "v1", "v2", "v3"];

/** Batches of a history with merges between them: chains, circles and merges with oneself among them. */
export const mergedHistories: fc.Arbitrary<Step[]> = histories.chain((events) =>
  fc
    .tuple(
      arrivals(events),
      fc.array(
        fc.record({
          from: fc.constantFrom(...VISITORS),
          into: fc.constantFrom(...VISITORS),
          at: fc.nat(12),
        }),
        { minLength: 1, maxLength: 4 },
      ),
    )
    .map(([batches, merges]) => {
      const steps = batches.map((batch, place): Step[] => [
        ...merges.filter(({ at }) => at === place),
        { events: batch },
      ]);
      return [...steps.flat(), ...merges.filter(({ at }) => at >= batches.length)];
    }),
);

interface Arrived {
  readonly event: EnrichedEvent;
  readonly id: bigint;
  /** The canonical visitor of every id when the event was stored. */
  readonly canonical: ReadonlyMap<string, string>;
}

/** Visits by brute force, from the definition: whichever events a chain of steps connects. */
export function visitsAfterMerges(steps: readonly Step[]): ExpectedVisit[] {
  const { arrived, canonical } = replay(steps);
  const visitorOf = ({ event }: Arrived) => canonical.get(event.visitorId) ?? event.visitorId;
  const visits: ExpectedVisit[] = [];
  for (const [visitor, own] of Map.groupBy(arrived, visitorOf)) {
    const groups = connect(own).map((group) => group.sort(byTime));
    groups.sort(([one], [other]) => (one && other ? byTime(one, other) : 0));
    let prevAt: number | null = null;
    for (const group of groups) {
      const described = describeVisit(
        visitor,
        group.map(({ event }) => event),
        prevAt,
      );
      visits.push(described);
      prevAt = described.started_at;
    }
  }
  return sortVisits(visits);
}

/** The visitor of each event that was stored, in the end. */
export function visitorsAfterMerges(steps: readonly Step[]): Map<string, string> {
  const { stored, canonical } = replay(steps);
  return new Map(stored.map(({ eventId, visitorId }) => [eventId, canonical.get(visitorId) ?? visitorId]));
}

function replay(steps: readonly Step[]) {
  let canonical = new Map<string, string>(VISITORS.map((id) => [id, id]));
  const stored = new Map<string, EnrichedEvent>();
  const arrived: Arrived[] = [];
  for (const step of steps) {
    if ("from" in step) {
      const [from, into] = [canonical.get(step.from), canonical.get(step.into) ?? step.into];
      canonical = new Map([...canonical].map(([id, stands]) => [id, stands === from ? into : stands]));
      continue;
    }
    for (const event of step.events) {
      if (stored.has(event.eventId)) continue;
      stored.set(event.eventId, event);
      if (!isOfVisit(event.kind)) continue;
      arrived.push({ event, id: hashId(event.projectId, event.eventId), canonical });
    }
  }
  return { arrived, stored: [...stored.values()], canonical };
}

function connect(arrived: readonly Arrived[]): Arrived[][] {
  const groups = new Map(arrived.map((each) => [each, [each]]));
  for (const [place, one] of arrived.entries()) {
    for (const other of arrived.slice(0, place)) {
      const [group, joined] = [groups.get(one) ?? [], groups.get(other) ?? []];
      if (group === joined || !areLinked(other, one)) continue;
      group.push(...joined);
      for (const each of joined) groups.set(each, group);
    }
  }
  return [...new Set(groups.values())];
}

function areLinked(earlier: Arrived, later: Arrived): boolean {
  const { canonical } = later;
  const isOne = canonical.get(earlier.event.visitorId) === canonical.get(later.event.visitorId);
  return isOne && Math.abs(earlier.event.ts - later.event.ts) <= VISIT_GAP_MS;
}

function byTime(one: Arrived, other: Arrived): number {
  return one.event.ts - other.event.ts || (one.id < other.id ? -1 : 1);
}
