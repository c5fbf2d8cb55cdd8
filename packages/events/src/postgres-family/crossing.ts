import type { Plan, Span } from "../plan.ts";
import { endOf, gapsBetween, outerRange } from "../spans.ts";
import type { Writing } from "./conditions.ts";
import { writeBucketOrNull, writePlaceInBucket, writeStretch } from "./spans.ts";

/** Some of the visits that have events outside of the bucket in which they start, and where in time these events lie. */
interface Piece {
  /** Conditions on the visit `s`. */
  readonly visits: readonly string[];
  /** Conditions on its events `e`. */
  readonly events: readonly string[];
  /** Whether events in the bucket in which the visit starts may be among them. */
  readonly hasHome: boolean;
}

/** What is read of the events that lie in another bucket than the start of their visit. */
export interface CrossingRows {
  readonly columns: readonly string[];
  /** Conditions on the visits. */
  readonly where: readonly string[];
  /** Whether events after the spans matter, too: they are missing in the bucket in which their visit starts. */
  readonly leaving: boolean;
}

/**
 * Events `e` of visits `s` that lie outside of the bucket in which the visit starts: of these visits alone the row does
 * not tell what lies in which bucket. `home` is the bucket of the start, `here` that of the event; either is NULL outside
 * of the spans. They are found piece by piece, each between instants that are written out: that way an engine skips
 * whole blocks of a table, or reads a short stretch of an index, where one condition for all would make it read
 * everything.
 */
export function writeCrossing(plan: Plan, { columns, where, leaving }: CrossingRows, writing: Writing): string {
  const pieces = writing.extent.isSmall ? [crossAny(plan, leaving, writing)] : crossPieces(plan, leaving, writing);
  const home = `${writeBucketOrNull("s.started_at", plan.spans, writing)} as home`;
  const here = `${writeBucketOrNull("e.ts", plan.spans, writing)} as here`;
  const rows = pieces.map(({ visits, events, hasHome }) => {
    // The id of a session is a hash over its project too: by one number the join is twice as fast.
    const join = writing.dialect.joinFew("events e", ["e.session_id = s.session_id", "e.kind in (1, 2)", ...events]);
    const select = `select ${[...columns, home, here].join(", ")} from sessions s ${join} where ${[...where, ...visits].join(" and ")}`;
    return hasHome ? `select * from (${select}) mixed where home is distinct from here` : select;
  });
  return rows.join(" union all ");
}

/** All of them at once. */
function crossAny({ spans }: Plan, leaving: boolean, writing: Writing): Piece {
  const { integer } = writing.binder;
  const { withinMs, beyond } = writing.extent;
  const { start, end } = outerRange(spans);
  const [from, to] = [writeStretch("s.started_at", spans, writing), writeStretch("s.last_event_at", spans, writing)];
  return {
    visits: [
      ...(beyond ? [] : [`s.started_at >= ${integer(start - withinMs)}`]),
      `s.started_at < ${integer(end)}`,
      `s.last_event_at >= ${integer(start)}`,
      `${from} <> ${to}`,
    ],
    events: [
      `e.ts >= ${integer(start)}`,
      ...(leaving && beyond ? [] : [`e.ts < ${integer(leaving ? end + withinMs : end)}`]),
    ],
    hasHome: true,
  };
}

function crossPieces(plan: Plan, leaving: boolean, writing: Writing): Piece[] {
  const edges = edgesOf(plan.spans).filter(({ entersSpan, inside }) => entersSpan || leaving || inside);
  return [...edges.flatMap((edge) => crossEdge(edge, writing)), ...crossInside(plan, writing)];
}

/**
 * An instant at which a span or a gap begins or ends, and the one before: visits that cross both belong to that one.
 * `inside` is the span that ends here, if it has several buckets.
 */
interface Edge {
  readonly at: number;
  readonly after: number | null;
  readonly inside: Span | undefined;
  readonly entersSpan: boolean;
}

function edgesOf(spans: readonly Span[]): Edge[] {
  const instants = [outerRange(spans).start, ...spans.map(endOf), ...gapsBetween(spans).map(({ end }) => end)].sort(
    (a, b) => a - b,
  );
  return instants.map((at, index) => ({
    at,
    after: instants[index - 1] ?? null,
    inside: spans.find((span) => span.count > 1 && endOf(span) === at),
    entersSpan: spans.some(({ start }) => start === at),
  }));
}

function crossEdge({ at, after, inside }: Edge, { binder, extent }: Writing): Piece[] {
  const { integer } = binder;
  const length = "s.last_event_at - s.started_at";
  const since = Math.max(after ?? Number.NEGATIVE_INFINITY, at - extent.withinMs);
  const crosses = [`s.started_at < ${integer(at)}`, `s.last_event_at >= ${integer(at)}`];
  const hasHome = inside !== undefined;
  const near = {
    visits: [`s.started_at >= ${integer(since)}`, ...crosses],
    events: [`e.ts >= ${integer(hasHome ? since : at)}`, `e.ts < ${integer(at + extent.withinMs)}`],
    hasHome,
  };
  if (!extent.beyond) return [near];
  const far = {
    visits: [
      ...(after === null ? [] : [`s.started_at >= ${integer(after)}`]),
      ...crosses,
      `${length} >= ${extent.withinMs}`,
    ],
    events: [`e.ts >= ${integer(hasHome ? (after ?? at) : at)}`],
    hasHome,
  };
  return [{ ...near, visits: [...near.visits, `${length} < ${extent.withinMs}`] }, far];
}

/** Visits that begin and end in one span, though not in one bucket of it. */
function crossInside({ spans }: Plan, writing: Writing): Piece[] {
  const { integer } = writing.binder;
  return spans
    .filter(({ count }) => count > 1)
    .map((span) => {
      const [start, end, length] = [integer(span.start), integer(endOf(span)), integer(span.lengthMs)];
      const leaves = `${writePlaceInBucket("s.started_at", span, writing)} + s.last_event_at - s.started_at >= ${length}`;
      // No event of such a visit is further from the edge that it crosses than a visit is long.
      const isNear = !writing.extent.beyond && writing.extent.withinMs < span.lengthMs;
      const near = `${writePlaceInBucket("e.ts", span, writing)} < ${integer(writing.extent.withinMs)}`;
      return {
        visits: [`s.started_at >= ${start}`, `s.started_at < ${end}`, `s.last_event_at < ${end}`, leaves],
        events: [`e.ts >= ${start}`, `e.ts < ${end}`, ...(isNear ? [near] : [])],
        hasHome: true,
      };
    });
}
