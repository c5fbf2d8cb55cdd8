import type { EventStore } from "@heliometer/events";

/** An event as it lies in the store, without anything that a report has computed. */
export interface RawEvent {
  /** 1 page view, 2 custom event, 3 server event. */
  kind: number;
  ts: number;
  visitor: string;
  path: string;
}

export interface OverviewByHand {
  uniqueVisitors: number;
  pageViews: number;
  sessions: number;
  /** Percent with one decimal. */
  bounceRate: number;
  /** Seconds. */
  avgDuration: number;
}

const VISIT_GAP_MS = 1_800_000;

/** Every event of a project, in time order, from the events table alone. */
export async function readRawEvents(store: EventStore, projectId: string): Promise<RawEvent[]> {
  const rows = await store.query({
    sql: "select kind, ts, cast(visitor_id as varchar) as visitor, path from events where project_id = $1 order by ts",
    values: [projectId],
  });
  return rows.map((row) => ({
    kind: Number(row.kind),
    ts: Number(row.ts),
    visitor: String(row.visitor),
    path: String(row.path),
  }));
}

/**
 * The overview by brute force, from the definitions: visits end after 30 minutes without an event and belong to the
 * range in which they start; a bounce has one page view and nothing else; visitors are distinct over the range.
 */
export function overviewByHand(events: readonly RawEvent[], start: number, end: number): OverviewByHand {
  const inRange = events.filter(({ ts }) => ts >= start && ts < end);
  const byVisitor = Map.groupBy(
    events.filter(({ kind }) => kind !== 3),
    ({ visitor }) => visitor,
  );
  let sessions = 0;
  let bounces = 0;
  let durationMs = 0;
  for (const history of byVisitor.values()) {
    for (const visit of splitVisits(history)) {
      const first = visit[0];
      const last = visit.at(-1);
      if (!first || !last || first.ts < start || first.ts >= end) continue;
      sessions += 1;
      durationMs += last.ts - first.ts;
      if (visit.length === 1 && first.kind === 1) bounces += 1;
    }
  }
  return {
    uniqueVisitors: new Set(inRange.filter(({ kind }) => kind !== 3).map(({ visitor }) => visitor)).size,
    pageViews: inRange.filter(({ kind }) => kind === 1).length,
    sessions,
    bounceRate: Math.round((bounces / sessions) * 1000) / 10,
    avgDuration: Math.round(durationMs / sessions / 100) / 10,
  };
}

/** The instant at which a calendar day starts in a zone, found by trying the offsets that exist. */
export function zonedDayStart(day: string, zone: string): number {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
  for (let minutes = -14 * 60; minutes <= 12 * 60; minutes += 15) {
    const instant = midnight + minutes * 60_000;
    if (format.format(instant) === `${day} 00:00:00`) return instant;
  }
  throw new Error(`${day} has no midnight in ${zone}.`);
}

function splitVisits(history: readonly RawEvent[]): RawEvent[][] {
  const visits: RawEvent[][] = [];
  let open: RawEvent[] = [];
  for (const event of history) {
    const last = open.at(-1);
    if (last && event.ts - last.ts > VISIT_GAP_MS) {
      visits.push(open);
      open = [];
    }
    open.push(event);
  }
  if (open.length > 0) visits.push(open);
  return visits;
}
