import type { Span } from "./plan.ts";

/** The first instant of the spans and the first after them. */
export function outerRange(spans: readonly Span[]): { start: number; end: number } {
  const first = spans[0];
  const last = spans.at(-1);
  if (!first || !last) throw new RangeError("A plan needs at least one span.");
  return { start: first.start, end: endOf(last) };
}

/** The first instant after a span. */
export function endOf(span: Span): number {
  return span.start + span.lengthMs * span.count;
}

/** Stretches between spans, which are not counted. */
export function gapsBetween(spans: readonly Span[]): { start: number; end: number }[] {
  return spans.slice(1).flatMap((span, index) => {
    const before = spans[index];
    return before && endOf(before) < span.start ? [{ start: endOf(before), end: span.start }] : [];
  });
}

/** Whether the spans follow each other without a gap. */
export function areContiguous(spans: readonly Span[]): boolean {
  return gapsBetween(spans).length === 0;
}

/** Whether there is but one bucket. */
export function isOneBucket(spans: readonly Span[]): boolean {
  return spans.length === 1 && spans[0]?.count === 1;
}
