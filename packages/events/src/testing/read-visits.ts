import { hashId } from "../hash.ts";
import type { EnrichedEvent, EventStore } from "../store.ts";
import { NO_VISIT_BEFORE } from "../tables.ts";
import { type ExpectedVisit, sortVisits } from "./histories.ts";

/** `prev_at` of a row of sessions, NULL where there is none. */
export const PREV_AT = `nullif(prev_at, ${NO_VISIT_BEFORE}) as prev_at`;

/**
 * The visits of the events' project as the tables show them, each with the events that point at it. `others` are ids of
 * visitors without events.
 */
export async function readVisits(
  store: EventStore,
  events: readonly EnrichedEvent[],
  others: readonly string[] = [],
): Promise<ExpectedVisit[]> {
  const eventIds = new Map(events.map(({ projectId, eventId }) => [String(hashId(projectId, eventId)), eventId]));
  const projectId = events[0]?.projectId ?? "";
  const visitors = [...events.map(({ visitorId }) => visitorId), ...others];
  const visitorIds = new Map(visitors.map((visitorId) => [String(hashId(projectId, visitorId)), visitorId]));
  const values = [projectId];
  const visits = await store.query({
    sql: `select session_id, visitor_id, started_at, last_event_at, last_activity_at, ${PREV_AT}, pageviews, custom_events,
            entry_path, exit_path, hostname, source
          from sessions where project_id = $1`,
    values,
  });
  const stored = await store.query({ sql: "select session_id, event_id from events where project_id = $1", values });
  const members = Map.groupBy(stored, ({ session_id }) => session_id);
  const shown = visits.map(({ session_id, visitor_id, ...visit }) => ({
    ...visit,
    visitor: visitorIds.get(String(visitor_id)) ?? "?",
    events: (members.get(session_id ?? null) ?? []).map(({ event_id }) => eventIds.get(String(event_id)) ?? "?").sort(),
  }));
  return sortVisits(shown as unknown as ExpectedVisit[]);
}
