import type { Span } from "@heliometer/events";

/** A stretch of time without buckets, as the bucket of that number. */
export function singleSpan(stretch: { start: number; end: number }, bucket: number): Span {
  return { start: stretch.start, lengthMs: stretch.end - stretch.start, count: 1, first: bucket };
}

/** Edges in order as spans: neighbours of equal length become one span, so that an engine finds a bucket by a division. */
export function spansOf(edges: readonly number[]): Span[] {
  const spans: Span[] = [];
  for (const [bucket, start] of edges.slice(0, -1).entries()) {
    const lengthMs = (edges[bucket + 1] ?? start) - start;
    const last = spans.at(-1);
    if (last?.lengthMs === lengthMs) spans[spans.length - 1] = { ...last, count: last.count + 1 };
    else spans.push({ start, lengthMs, count: 1, first: bucket });
  }
  return spans;
}
