import type { Amendment, AppendResult, EnrichedEvent, EventStore } from "@heliometer/events";
import type { Entry } from "./entries.ts";

/** What the pipeline writes with. Every write may be repeated without effect. */
export type WritableStore = Pick<EventStore, "append" | "mergeVisitors" | "amend">;

/**
 * Applies entries in their order and resolves when all of it is durable; may be repeated as a whole after any failure.
 * Amendments go last: their order does not matter, but the events that they are about have to be there.
 */
export async function applyEntries(store: WritableStore, entries: readonly Entry[]): Promise<AppendResult> {
  const total = { stored: 0, duplicates: 0 };
  const amendments: Amendment[] = [];
  let events: EnrichedEvent[] = [];

  async function appendEvents(): Promise<void> {
    if (events.length === 0) return;
    const { stored, duplicates } = await store.append(events);
    total.stored += stored;
    total.duplicates += duplicates;
    events = [];
  }

  for (const entry of entries) {
    if (entry.kind === "event") events.push(entry.event);
    else if (entry.kind === "amendment") amendments.push(entry.amendment);
    else {
      await appendEvents();
      await store.mergeVisitors(entry.merge);
    }
  }
  await appendEvents();
  if (amendments.length > 0) await store.amend(amendments);
  return total;
}
