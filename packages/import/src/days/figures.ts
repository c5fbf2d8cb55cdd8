import type { VisitFacts } from "@heliometer/events";

/** What visits of a day are told apart by; of each of them an export has its own table. */
export const FACTS = ["origin", "place", "device", "browser", "os", "language"] as const;
export type Fact = (typeof FACTS)[number];

/** A number that an export tells of one day. Counts are whole, durations are milliseconds; a day is `2024-01-31`. */
export type Figure = { readonly day: string } & (
  | ({ readonly of: "totals" } & Totals)
  | { readonly of: "page"; readonly hostname: string; readonly path: string; readonly pageviews: number }
  /** Of entry pages, `bounces` of the visits that began there, where the export knows. */
  | { readonly of: "entry"; readonly path: string; readonly visits: number; readonly bounces?: number }
  | { readonly of: "exit"; readonly path: string; readonly visits: number }
  | { readonly of: Fact; readonly facts: Partial<VisitFacts>; readonly visits: number }
  | {
      readonly of: "event";
      readonly name: string;
      readonly path: string;
      /** A JSON object, '' for none. */
      readonly properties: string;
      readonly events: number;
      readonly visitors: number;
    }
);

/** What a day has in all; left out where no file tells. */
export interface Totals {
  readonly visits?: number;
  readonly visitors?: number;
  readonly pageviews?: number;
  readonly bounces?: number;
  readonly durationMs?: number;
}

interface PageFigure {
  readonly hostname: string;
  readonly path: string;
  readonly pageviews: number;
}

export interface PathFigure {
  readonly path: string;
  readonly visits: number;
  readonly bounces?: number;
}

export interface FactFigure {
  readonly facts: Partial<VisitFacts>;
  readonly visits: number;
}

interface EventFigure {
  readonly name: string;
  readonly path: string;
  readonly properties: string;
  readonly events: number;
  readonly visitors: number;
}

/** Everything that is known of a day. */
export interface DayFigures {
  readonly day: string;
  readonly totals: Totals;
  readonly pages: readonly PageFigure[];
  /** Null where no file tells. */
  readonly entries: readonly PathFigure[] | null;
  readonly exits: readonly PathFigure[] | null;
  readonly facts: Readonly<Record<Fact, readonly FactFigure[]>>;
  readonly events: readonly EventFigure[];
}
