import { setImmediate } from "node:timers/promises";
import { Conflict, InvalidInput } from "@heliometer/core";
import type { Session } from "./sessions.ts";
import type { EnrichedEvent, EventStore } from "./store.ts";
import type { EventRow } from "./tables.ts";
import { createVisitStream } from "./visit-stream.ts";

export type HistoryEvents = Parameters<EventStore["load"]>[0];

/** A stretch of a history, ready to be written: its events, and the visits that have ended meanwhile. */
export interface HistoryPart {
  readonly events: readonly EventRow[];
  readonly sessions: readonly Session[];
}

/** Events of a part, the last one excepted. */
export const PART_ROWS = 2048;
/** How often a loader says how far it is. */
export const PROGRESS_EVERY_ROWS = 50 * PART_ROWS;

/** The canonical visitor of each id that was merged, of one project; canonical ids stand for themselves. */
export type Aliases = ReadonlyMap<bigint, bigint>;

/**
 * Puts a history into visits, part by part. `claim` is asked once for every project, before its first event comes, and
 * tells of visitors that were merged before they came.
 * @throws InvalidInput when an event is older than the one before it.
 */
export async function* readHistory(
  events: HistoryEvents,
  claim: (projectId: string) => Promise<Aliases>,
): AsyncGenerator<HistoryPart, void, undefined> {
  const projects = new Map<string, Aliases>();
  const visits = createVisitStream((projectId, id) => projects.get(projectId)?.get(id));
  let lastTs = Number.NEGATIVE_INFINITY;
  for await (const batch of batches(events)) {
    const rows: EventRow[] = [];
    for (const event of batch) {
      refuseOlder(event, lastTs);
      lastTs = event.ts;
      if (!projects.has(event.projectId)) projects.set(event.projectId, await claim(event.projectId));
      rows.push(visits.add(event));
    }
    yield { events: rows, sessions: visits.takeEnded() };
  }
  visits.end();
  yield { events: [], sessions: visits.takeEnded() };
}

/** What a loader says of a project that is not empty. */
export function notEmpty(projectId: string): Conflict {
  return new Conflict(
    `Project ${projectId} has events already. A history can be loaded only into a project without events.`,
  );
}

function refuseOlder({ ts }: EnrichedEvent, lastTs: number): void {
  if (ts >= lastTs) return;
  throw new InvalidInput({
    field: "ts",
    rule: "a history is loaded in the order of time: no event may be older than the one before it.",
    received: new Date(ts).toISOString(),
  });
}

/** Groups of one part's size; between them other work of the process gets its turn. */
async function* batches(events: HistoryEvents): AsyncGenerator<EnrichedEvent[]> {
  let batch: EnrichedEvent[] = [];
  if (Symbol.asyncIterator in events) {
    for await (const event of events) {
      batch.push(event);
      if (batch.length < PART_ROWS) continue;
      yield batch;
      batch = [];
    }
  } else {
    for (const event of events) {
      batch.push(event);
      if (batch.length < PART_ROWS) continue;
      yield batch;
      batch = [];
      await setImmediate();
    }
  }
  if (batch.length > 0) yield batch;
}
