import type { Plan, Span } from "../plan.ts";
import type { Writing } from "./conditions.ts";
import { endOf, gapsBetween, outerRange, writeInSpans, writeShareBucket } from "./spans.ts";

/** Hardly a visit is longer; those that are have an index of their own in Postgres. */
const LONG_VISIT_MS = 86_400_000;

/** Some of the visits that have events outside of the bucket in which they start, and where in time these events lie. */
interface Piece {
  /** Conditions on the visit `s`. */
  readonly visits: readonly string[];
  /** Conditions on its events `e`. */
  readonly events: readonly string[];
}

/** What is read of every event in the spans of the visits that cross the edge of a bucket. */
export interface CrossingRows {
  readonly columns: readonly string[];
  /** Conditions on the visits. */
  readonly where: readonly string[];
}

/**
 * Events `e` of visits `s` that cross the edge of a bucket: they alone do not tell by their row what lies in which
 * bucket. They are found piece by piece, each between instants that are written out: that way an engine skips whole
 * blocks of a table, or reads a short stretch of an index, where one condition for all would make it read everything.
 */
export function writeCrossing(plan: Plan, { columns, where }: CrossingRows, writing: Writing): string {
  const pieces = [
    ...edgesOf(plan.spans).flatMap((edge) => crossEdge(edge, plan, writing)),
    ...crossInside(plan, writing),
  ];
  const rows = pieces.map(({ visits, events }) => {
    // The id of a session is a hash over its project too: by one number the join is twice as fast.
    const join = writing.dialect.joinFew("events e", ["e.session_id = s.session_id", "e.kind in (1, 2)", ...events]);
    return `select ${columns.join(", ")} from sessions s ${join} where ${[...where, ...visits].join(" and ")}`;
  });
  return rows.join(" union all ");
}

/** An instant at which a span or a gap begins or ends, and the one before: visits that cross both belong to that one. */
interface Edge {
  readonly at: number;
  readonly after: number | null;
}

function edgesOf(spans: readonly Span[]): Edge[] {
  const instants = [outerRange(spans).start, ...spans.map(endOf), ...gapsBetween(spans).map(({ end }) => end)].sort(
    (a, b) => a - b,
  );
  return instants.map((at, index) => ({ at, after: instants[index - 1] ?? null }));
}

function crossEdge({ at, after }: Edge, plan: Plan, writing: Writing): Piece[] {
  const { integer } = writing.binder;
  const inSpans = writeInSpans("e.ts", plan.spans, writing);
  const length = "s.last_event_at - s.started_at";
  const since = Math.max(after ?? Number.NEGATIVE_INFINITY, at - LONG_VISIT_MS);
  const crosses = [`s.started_at < ${integer(at)}`, `s.last_event_at >= ${integer(at)}`];
  return [
    {
      visits: [`s.started_at >= ${integer(since)}`, ...crosses, `${length} < ${LONG_VISIT_MS}`],
      events: [`e.ts >= ${integer(since)}`, `e.ts < ${integer(at + LONG_VISIT_MS)}`, inSpans],
    },
    {
      visits: [
        ...(after === null ? [] : [`s.started_at >= ${integer(after)}`]),
        ...crosses,
        `${length} >= ${LONG_VISIT_MS}`,
      ],
      events: [inSpans],
    },
  ];
}

/** Visits that begin and end in one span, though not in one bucket of it. */
function crossInside({ spans }: Plan, writing: Writing): Piece[] {
  const { integer } = writing.binder;
  return spans
    .filter(({ count }) => count > 1)
    .map((span) => {
      const [start, end] = [integer(span.start), integer(endOf(span))];
      const shares = writeShareBucket("s.started_at", "s.last_event_at", { span, writing });
      return {
        visits: [`s.started_at >= ${start}`, `s.started_at < ${end}`, `s.last_event_at < ${end}`, `not (${shares})`],
        events: [`e.ts >= ${start}`, `e.ts < ${end}`],
      };
    });
}
