import type { Span } from "../plan.ts";
import { endOf, gapsBetween, outerRange } from "../spans.ts";
import type { Binder } from "./binder.ts";

/** Tables are sorted by days of UTC. */
export const DAY_MS = 86_400_000;

/** The condition that an instant lies in one of the spans. */
export function writeInSpans(instant: string, spans: readonly Span[], binder: Binder): string {
  const { start, end } = outerRange(spans);
  const bounds = [`${instant} >= ${binder.integer(start)}`, `${instant} < ${binder.integer(end)}`];
  for (const gap of gapsBetween(spans)) {
    bounds.push(`(${instant} < ${binder.integer(gap.start)} or ${instant} >= ${binder.integer(gap.end)})`);
  }
  return bounds.join(" and ");
}

/** The number of the bucket of an instant that lies in the spans. */
export function writeBucket(instant: string, spans: readonly Span[], binder: Binder): string {
  const last = spans.at(-1);
  if (!last) throw new RangeError("A plan needs at least one span.");
  return spans
    .slice(0, -1)
    .reduceRight(
      (later, span) =>
        `if(${instant} < ${binder.integer(endOf(span))}, ${writeNumber(instant, span, binder)}, ${later})`,
      writeNumber(instant, last, binder),
    );
}

/** The day of UTC in which an instant lies, written as in the tables' sorting keys. */
export function writeDay(instant: string): string {
  return `intDiv(${instant}, ${DAY_MS})`;
}

function writeNumber(instant: string, span: Span, binder: Binder): string {
  const first = binder.integer(span.first);
  if (span.count === 1) return first;
  return `${first} + intDiv(${instant} - ${binder.integer(span.start)}, ${binder.integer(span.lengthMs)})`;
}
