import type { DayCounts } from "./reconcile.ts";

/** Visits end after so long without activity: no step in a visit may take longer, no two visits be closer. */
const GAP_MS = 1_800_000;

interface Lengths {
  /** How long each visit takes, in milliseconds. */
  readonly lengths: number[];
  /** Time of the day's visits for which there is no room in them. */
  readonly unplacedMs: number;
}

/**
 * Shares the time of a day among its visits, evenly as far as each has room: a visit of n events has n - 1 steps of at most
 * half an hour, and all visits of a visitor have to fit into the day.
 */
export function chooseLengths(
  eventCounts: readonly number[],
  { counts, dayMs }: { readonly counts: DayCounts; readonly dayMs: number },
): Lengths {
  const longest = roundMs(counts, dayMs) - (roundsOf(counts) > 1 ? GAP_MS + 2 : 2);
  const rooms = eventCounts.map((events) => Math.min((events - 1) * GAP_MS, longest));
  const order = rooms.map((_, index) => index).sort((a, b) => (rooms[a] ?? 0) - (rooms[b] ?? 0));
  const lengths = eventCounts.map(() => 0);
  let left = counts.durationMs;
  let visits = rooms.filter((room) => room > 0).length;
  for (const index of order) {
    const room = rooms[index] ?? 0;
    if (room <= 0) continue;
    const length = Math.min(room, Math.floor(left / visits));
    // Steps of a millisecond at least, so that the order of the pages is kept.
    lengths[index] = Math.max(length, (eventCounts[index] ?? 1) - 1);
    left = Math.max(0, left - (lengths[index] ?? 0));
    visits -= 1;
  }
  return { lengths, unplacedMs: left };
}

/**
 * When each visit starts. Visits of one visitor are in different parts of the day, far enough from each other to be two;
 * those of different visitors are spread over the part.
 */
export function placeVisits(
  lengths: readonly number[],
  visitors: number,
  { start, end }: { readonly start: number; readonly end: number },
): number[] {
  const counts = { visits: lengths.length, visitors };
  const partMs = roundMs(counts, end - start);
  const pauseMs = roundsOf(counts) > 1 ? GAP_MS + 1 : 0;
  return lengths.map((lengthMs, index) => {
    const part = Math.floor(index / visitors);
    const place = ((index % visitors) + 0.5) / visitors;
    return start + part * partMs + Math.floor(place * (partMs - pauseMs - lengthMs - 1));
  });
}

type Visitors = Pick<DayCounts, "visits" | "visitors">;

function roundsOf({ visits, visitors }: Visitors): number {
  return Math.max(1, Math.ceil(visits / Math.max(1, visitors)));
}

function roundMs(counts: Visitors, dayMs: number): number {
  return Math.floor(dayMs / roundsOf(counts));
}
