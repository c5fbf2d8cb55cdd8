/**
 * A plan says what is to be counted, in the words of the event tables and without a word of SQL. Reports make plans, an
 * engine compiles them. Instants are milliseconds since the epoch; every range is half-open: [start, end).
 */

/** A text that a session carries. */
export type SessionColumn =
  | "entry_path"
  | "exit_path"
  | "referrer"
  | "referrer_host"
  | "source"
  | "channel"
  | "utm_source"
  | "utm_medium"
  | "utm_campaign"
  | "utm_term"
  | "utm_content"
  | "country"
  | "region"
  | "city"
  | "device"
  | "browser"
  | "os"
  | "language";

/** A text that an event carries. */
export type EventColumn = "name" | "hostname" | "path" | "title";

/**
 * Where a text is read: `visitorType` is 'new' for a visitor's first session and 'returning' for every later one;
 * `propertyNames` are the names of an event's properties that are not null, a line each, '' without any.
 */
export type Field =
  | { readonly of: "session"; readonly column: SessionColumn }
  | { readonly of: "visitorType" }
  | { readonly of: "event"; readonly column: EventColumn }
  | { readonly of: "property"; readonly name: string }
  | { readonly of: "propertyNames" };

export const OPERATORS = ["is", "is_not", "contains", "not_contains", "starts_with"] as const;
export type Operator = (typeof OPERATORS)[number];

/** Several values: the positive operators ask for any of them, the negative ones for none of them. Capitals matter. */
export interface Condition {
  readonly field: Field;
  readonly operator: Operator;
  readonly values: readonly string[];
}

/**
 * Conditions by what they are about; all of them hold together. One and the same page view has to pass all of `page`,
 * one and the same custom event all of `event`. A session passes when its own texts pass `session`, it has such a page
 * view where `page` is not empty, and such an event where `event` is not empty.
 */
export interface Filters {
  readonly session: readonly Condition[];
  readonly page: readonly Condition[];
  readonly event: readonly Condition[];
}

/**
 * `count` buckets of `lengthMs` each, the first beginning at `start` and numbered `first`. The spans of a plan are in
 * order of time and do not overlap; what lies between them is not counted.
 */
export interface Span {
  readonly start: number;
  readonly lengthMs: number;
  readonly count: number;
  readonly first: number;
}

/**
 * What is counted.
 * - `sessions`: sessions that start in the spans and pass the filters.
 * - `pageviews`: page views in the spans that pass `page`, in sessions that pass the rest.
 * - `activity`: page views and custom events of browsers and apps. With page conditions only the page views that pass
 *   them, with event conditions alone only the custom events, of servers too, that pass them; in sessions that pass the
 *   rest.
 * - `events`: custom events, those sent by servers included, that pass `event`, in sessions that pass the rest. Signals of
 *   pages are among them where a condition asks for an event by its name.
 * - `presence`: every event that is no signal of a page, and the last sign of life of every session.
 */
export type RowSet = "sessions" | "pageviews" | "activity" | "events" | "presence";

/**
 * How rows become a number. `visitors`: distinct visitors. `count`: rows. `bounces`: sessions of one page view and no
 * custom event. `sessionMs`: sum from the first to the last activity. `timedCount`, `timedMs`: page views whose time on
 * page is known, and the sum of it. `firstAt`, `lastAt`: the earliest and the latest instant.
 */
export type Measure = "visitors" | "count" | "bounces" | "sessionMs" | "timedCount" | "timedMs" | "firstAt" | "lastAt";

/** One column of the result. With `bucket`, only rows of that bucket are measured. */
export interface PlannedMeasure {
  readonly name: string;
  readonly measure: Measure;
  readonly bucket?: number;
}

/** Measures over one kind of rows; `by` has one field for each of the plan's keys. */
export interface Part {
  readonly rows: RowSet;
  readonly by: readonly Field[];
  readonly measures: readonly PlannedMeasure[];
}

/**
 * Rows of all parts with the same keys (and bucket) become one row of the result.
 * - `byBucket`: the result has a row for each bucket with data, numbered in `bucket`.
 * - `totals`: adds one row with the measures over everything, `total` = 1; distinct counts in it are distinct overall.
 * - `skipEmptyKeys`: rows whose first key is '' are left out, of the totals too.
 * - `order`: by this measure, largest first, then by the keys; `limit` holds for rows, not for the totals.
 */
export interface Plan {
  readonly projectId: string;
  readonly spans: readonly Span[];
  readonly keys: readonly string[];
  readonly parts: readonly Part[];
  readonly filters: Filters;
  readonly byBucket: boolean;
  readonly totals: boolean;
  readonly skipEmptyKeys: boolean;
  readonly order?: string;
  readonly limit?: number;
}

/**
 * One row of the result: `total` (0 or 1), `bucket` where asked for, the keys as texts, the measures as numbers (`firstAt`
 * and `lastAt` are null over no rows), and, with keys, `groups`: how many rows there are before the
 * limit.
 */
export type ResultRow = Readonly<Record<string, string | number | null>>;

/** A statement of the Postgres family; `values` fill $1, $2, … in order. */
export interface Statement {
  readonly text: string;
  readonly values: readonly (string | number)[];
}
