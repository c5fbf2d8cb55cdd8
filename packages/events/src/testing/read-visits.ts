import { hashId } from "../hash.ts";
import type { EnrichedEvent, EventStore } from "../store.ts";
import { type ExpectedVisit, sortVisits } from "./histories.ts";

/** The visits of the events' project as the tables show them, each with the events that point at it. */
export async function readVisits(store: EventStore, events: readonly EnrichedEvent[]): Promise<ExpectedVisit[]> {
  const eventIds = new Map(events.map(({ projectId, eventId }) => [String(hashId(projectId, eventId)), eventId]));
  const visitorIds = new Map(
    events.map(({ projectId, visitorId }) => [String(hashId(projectId, visitorId)), visitorId]),
  );
  const rows = await store.query({
    sql: `select visitor_id::varchar as visitor, started_at, last_event_at, last_activity_at, prev_at, pageviews,
            custom_events, entry_path, exit_path, hostname, source,
            (select string_agg(event_id::varchar, ' ') from events e where e.session_id = s.session_id) as events
          from sessions s where project_id = $1`,
    values: [events[0]?.projectId ?? ""],
  });
  const visits = rows.map((row) => ({
    ...row,
    visitor: visitorIds.get(String(row.visitor)) ?? "?",
    events: String(row.events)
      .split(" ")
      .map((id) => eventIds.get(id) ?? "?")
      .sort(),
  }));
  return sortVisits(visits as unknown as ExpectedVisit[]);
}
