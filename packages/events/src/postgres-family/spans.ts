import type { Plan, Span } from "../plan.ts";
import { areContiguous, endOf, gapsBetween, outerRange } from "../spans.ts";
import type { Writing } from "./conditions.ts";

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

/** The number of the bucket of an instant, NULL outside of the spans. */
export function writeBucketOrNull(instant: string, spans: readonly Span[], writing: Writing): string {
  return writeStretches(instant, spans, { writing, outside: () => "null" });
}

/** A number that two instants share if they lie in the same bucket, the same gap, or on the same side of the spans. */
export function writeStretch(instant: string, spans: readonly Span[], writing: Writing): string {
  const first = Math.min(...spans.map((span) => span.first));
  return writeStretches(instant, spans, { writing, outside: (place) => writing.binder.integer(first - 1 - place) });
}

/** `outside` is what stands for the stretch before the spans, and for the one after each of them. */
function writeStretches(
  instant: string,
  spans: readonly Span[],
  { writing, outside }: { readonly writing: Writing; outside(place: number): string },
): string {
  const { integer } = writing.binder;
  const cases = spans.flatMap((span, place) => [
    `when ${instant} < ${integer(span.start)} then ${outside(place)}`,
    `when ${instant} < ${integer(endOf(span))} then ${writeNumber(instant, span, writing)}`,
  ]);
  return `case ${cases.join(" ")} else ${outside(spans.length)} end`;
}

/** How long after the start of its bucket an instant of the span lies. */
export function writePlaceInBucket(instant: string, span: Span, { binder }: Writing): string {
  return `(${instant} - ${binder.integer(span.start)}) % ${binder.integer(span.lengthMs)}`;
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

function writeStart(instant: string, span: Span, writing: Writing): string {
  return span.count === 1
    ? writing.binder.integer(span.start)
    : `${instant} - ${writePlaceInBucket(instant, span, writing)}`;
}
