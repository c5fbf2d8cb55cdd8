import { hashId } from "./hash.ts";
import type { EnrichedEvent } from "./store.ts";

/** An event with its ids as the tables hold them. */
export interface HashedEvent {
  readonly source: EnrichedEvent;
  readonly eventId: bigint;
  readonly visitorId: bigint;
}

/** Hashes the ids of an event. */
export function hashEvent(event: EnrichedEvent): HashedEvent {
  return {
    source: event,
    eventId: hashId(event.projectId, event.eventId),
    visitorId: hashId(event.projectId, event.visitorId),
  };
}

/** The events with the visitors that their ids have become by merges. */
export function resolveVisitors(
  events: readonly HashedEvent[],
  canonicalOf: (visitorId: bigint) => bigint,
): HashedEvent[] {
  return events.map((event) => {
    const visitorId = canonicalOf(event.visitorId);
    return visitorId === event.visitorId ? event : { ...event, visitorId };
  });
}

/** One event for each id: the first of them, as if the others had come in later batches. */
export function distinctById(events: readonly HashedEvent[]): HashedEvent[] {
  const byId = new Map<bigint, HashedEvent>();
  for (const event of events) if (!byId.has(event.eventId)) byId.set(event.eventId, event);
  return [...byId.values()];
}
