import type { Plan, Span } from "../plan.ts";
import type { Writing } from "./conditions.ts";

/** The first instant of the spans and the first after them. */
export function outerRange(spans: readonly Span[]): { start: number; end: number } {
  const first = spans[0];
  const last = spans.at(-1);
  if (!first || !last) throw new RangeError("A plan needs at least one span.");
  return { start: first.start, end: endOf(last) };
}

/** Whether the spans follow each other without a gap. */
export function areContiguous(spans: readonly Span[]): boolean {
  return gapsBetween(spans).length === 0;
}

/** The plan with one bucket instead of many where nobody tells them apart: fewer visits lie in more than one of them. */
export function joinBuckets(plan: Plan): Plan {
  const tellsApart =
    plan.byBucket || plan.parts.some(({ measures }) => measures.some(({ bucket }) => bucket !== undefined));
  if (tellsApart || !areContiguous(plan.spans)) return plan;
  const { start, end } = outerRange(plan.spans);
  return { ...plan, spans: [{ start, lengthMs: end - start, count: 1, first: 0 }] };
}

/** The condition that an instant lies in one of the spans. */
export function writeInSpans(instant: string, spans: readonly Span[], { binder }: Writing): string {
  const { start, end } = outerRange(spans);
  const bounds = [`${instant} >= ${binder.integer(start)}`, `${instant} < ${binder.integer(end)}`];
  for (const gap of gapsBetween(spans)) {
    bounds.push(`(${instant} < ${binder.integer(gap.start)} or ${instant} >= ${binder.integer(gap.end)})`);
  }
  return bounds.join(" and ");
}

/** The number of the bucket of an instant that lies in the spans. */
export function writeBucket(instant: string, spans: readonly Span[], writing: Writing): string {
  return chooseBySpan(instant, spans, { writing, write: (span) => writeNumber(instant, span, writing) });
}

/** The first instant of the bucket of an instant that lies in the spans. */
export function writeBucketStart(instant: string, spans: readonly Span[], writing: Writing): string {
  return chooseBySpan(instant, spans, { writing, write: (span) => writeStart(instant, span, writing) });
}

/** The first instant after the bucket of an instant that lies in the spans. */
export function writeBucketEnd(instant: string, spans: readonly Span[], writing: Writing): string {
  const write = (span: Span) => {
    if (span.count === 1) return writing.binder.integer(endOf(span));
    return `${writeStart(instant, span, writing)} + ${writing.binder.integer(span.lengthMs)}`;
  };
  return chooseBySpan(instant, spans, { writing, write });
}

/** That two instants, the first of which lies in the span and the other not before it, share a bucket. */
export function writeShareBucket(earlier: string, later: string, { span, writing }: { span: Span; writing: Writing }) {
  if (span.count === 1) return `${later} < ${writing.binder.integer(endOf(span))}`;
  const places = [earlier, later].map((instant) => writePlace(instant, span, writing));
  return places.join(" = ");
}

export function endOf(span: Span): number {
  return span.start + span.lengthMs * span.count;
}

interface Choice {
  readonly writing: Writing;
  write(span: Span): string;
}

function chooseBySpan(instant: string, spans: readonly Span[], { writing, write }: Choice): string {
  const written = spans.map(write);
  if (written.length === 1) return written.join("");
  const cases = spans.map((span, index) => {
    const isLast = index === spans.length - 1;
    return isLast
      ? `else ${written[index]}`
      : `when ${instant} < ${writing.binder.integer(endOf(span))} then ${written[index]}`;
  });
  return `case ${cases.join(" ")} end`;
}

function writeNumber(instant: string, span: Span, writing: Writing): string {
  const first = writing.binder.integer(span.first);
  return span.count === 1 ? first : `${first} + ${writePlace(instant, span, writing)}`;
}

function writePlace(instant: string, span: Span, { binder, dialect }: Writing): string {
  return dialect.divide(`${instant} - ${binder.integer(span.start)}`, binder.integer(span.lengthMs));
}

function writeStart(instant: string, span: Span, { binder }: Writing): string {
  const start = binder.integer(span.start);
  return span.count === 1 ? start : `${instant} - (${instant} - ${start}) % ${binder.integer(span.lengthMs)}`;
}

/** Stretches between spans, which are not counted. */
export function gapsBetween(spans: readonly Span[]): { start: number; end: number }[] {
  return spans.slice(1).flatMap((span, index) => {
    const before = spans[index];
    return before && endOf(before) < span.start ? [{ start: endOf(before), end: span.start }] : [];
  });
}
