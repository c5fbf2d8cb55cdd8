import type { ImportRow } from "@heliometer/db";
import type { EventStore, Part, Plan } from "@heliometer/events";

/** The end of the calendar that engines can add to. */
const FAR_MS = 253_402_300_799_999;

/**
 * The instant of the first event that the project collected itself; null while it has none. What was imported lies in
 * stretches that are on record, so the first event behind the last of them is its own, unless an import has met an earlier
 * one already.
 */
export async function firstOwnEvent(
  store: Pick<EventStore, "run">,
  { projectId, imports }: { readonly projectId: string; readonly imports: readonly ImportRow[] },
): Promise<number | null> {
  const known = imports.map((row) => row.own_first_at).filter((at) => at !== null);
  if (known.length > 0) return Math.min(...known.map(Number));
  const imported = Math.max(0, ...imports.map((row) => Number(row.last_at)));
  const rows = await store.run(firstEventPlan(projectId, imported));
  const found = [rows[0]?.visit, rows[0]?.event].filter((value) => typeof value === "number");
  return found.length === 0 ? null : Math.min(...found);
}

function firstEventPlan(projectId: string, start: number): Plan {
  const parts: Part[] = [
    { rows: "sessions", by: [], measures: [{ name: "visit", measure: "firstAt" }] },
    { rows: "events", by: [], measures: [{ name: "event", measure: "firstAt" }] },
  ];
  return {
    projectId,
    spans: [{ start, lengthMs: FAR_MS - start, count: 1, first: 1 }],
    keys: [],
    parts,
    filters: { session: [], page: [], event: [] },
    byBucket: false,
    totals: false,
    skipEmptyKeys: false,
  };
}
