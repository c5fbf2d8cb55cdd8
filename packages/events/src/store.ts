import type { SubjectFacts } from "./facts.ts";
import type { Plan, ResultRow } from "./plan.ts";

/**
 * What is known of a visit from its first event: where it came from and on what it is seen. Texts, '' where unknown.
 * `country` is ISO 3166-1 alpha-2, `referrer` a full address without query.
 */
export interface VisitFacts {
  readonly referrer: string;
  readonly referrerHost: string;
  readonly source: string;
  readonly channel: string;
  readonly utmSource: string;
  readonly utmMedium: string;
  readonly utmCampaign: string;
  readonly utmTerm: string;
  readonly utmContent: string;
  readonly country: string;
  readonly region: string;
  readonly city: string;
  readonly device: string;
  readonly browser: string;
  readonly os: string;
  readonly language: string;
}

/**
 * `pageview` and `custom` come from a browser or app and belong to a visit; `server` events belong to none. A `signal` is
 * what a page reports of itself (a web vital, an error): it belongs to no visit either, is no sign of life, and counts
 * only where its name is asked for.
 */
export type EventKind = "pageview" | "custom" | "server" | "signal";

/** An event as ingest hands it over: checked, classified, with nothing left to look up. */
export interface EnrichedEvent {
  readonly projectId: string;
  /** The sender's id of the event, or one made at the door. The store keeps one event for each id of a project. */
  readonly eventId: string;
  /** Milliseconds since the epoch. */
  readonly ts: number;
  readonly kind: EventKind;
  readonly visitorId: string;
  /** The name of the event; page views: ''. */
  readonly name: string;
  readonly hostname: string;
  readonly path: string;
  readonly title: string;
  /** A JSON object, '' if there is none. */
  readonly properties: string;
  /** How long the page was looked at, in milliseconds; left out where nobody knows (yet). */
  readonly durationMs?: number;
  /** Used when the event is the earliest of its visit. */
  readonly visit: VisitFacts;
}

/** What became of a batch. */
export interface AppendResult {
  /** Events that were new and are stored. */
  readonly stored: number;
  /** Events left out because their id was known, or stood twice in the batch. */
  readonly duplicates: number;
}

/** Two ids of one person in a project, as clients send them. */
export interface VisitorMerge {
  readonly projectId: string;
  readonly from: string;
  readonly into: string;
}

export interface MergeResult {
  /** False when both ids were one visitor already, or are the same id. */
  readonly merged: boolean;
}

/** What is learnt of a visit after its events. `at`: time of receipt, milliseconds since the epoch. */
export type Amendment =
  | {
      readonly kind: "duration";
      readonly projectId: string;
      readonly eventId: string;
      readonly at: number;
      /** How long the page was looked at, in milliseconds; the largest that came counts. */
      readonly durationMs: number;
      /** Told by trackers, and not kept: no report asks for it. */
      readonly scrollPercent?: number;
      readonly clicks?: number;
    }
  | { readonly kind: "alive"; readonly projectId: string; readonly visitorId: string; readonly at: number };

export interface AmendResult {
  /** Amendments that met the page view or the visit that they speak of; the others wait for it, or mean nothing. */
  readonly amended: number;
}

/** What is to be forgotten: a visitor with every id merged into the same person, what ended before an instant, or all. */
export type Erasure =
  | { readonly projectId: string; readonly visitorId: string }
  | { readonly projectId: string; readonly before: number }
  | { readonly projectId: string };

/** How many rows have gone. */
export interface EraseResult {
  readonly events: number;
  readonly sessions: number;
}

/** A statement of an engine's own language; `values` fill $1, $2, … in order. */
export interface StoreQuery {
  readonly sql: string;
  readonly values?: readonly QueryValue[];
}

export type QueryValue = string | number | bigint | null;

/** A row of a query of one's own. Whole numbers beyond 2^53 (hashed ids) come as bigint. */
export type QueryRow = Readonly<Record<string, QueryValue>>;

export interface RunOptions {
  /** Aborting it stops the query inside the engine; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Where events, visits and visitors are kept. One process opens a store at a time. */
export interface EventStore {
  /**
   * Stores a batch in one transaction and resolves when it is durable. Events with a known id are skipped, so a batch
   * may be sent again after any failure. Events may arrive in any order: visits and `prev_at` come out as if they had
   * come in the order of time.
   */
  append(events: readonly EnrichedEvent[]): Promise<AppendResult>;
  /**
   * Stores a long history of projects that have no events yet, in the order of time, all or nothing. Ids must not
   * repeat. Resolves with the number of events; `onProgress` hears how many are through so far.
   * @throws InvalidInput when an event is older than the one before it, Conflict when a project has events already.
   */
  load(
    events: Iterable<EnrichedEvent> | AsyncIterable<EnrichedEvent>,
    onProgress?: (stored: number) => void,
  ): Promise<number>;
  /**
   * From now on both ids are one visitor, in reports over the past as well: what `from` did belongs to `into`, and so
   * does what still arrives under `from`. Each id stands for the visitor that it has become by earlier merges, so merges
   * form chains, and one that would close a circle changes nothing. Neither id needs to have events. Merges are not
   * undone.
   *
   * Visits stay as they were recorded: merging joins none and splits none, so visits of a merged visitor may overlap.
   * `prev_at` follows the order of their starts (at the same instant that of `first_event_id`). An event that comes later
   * joins every visit of the visitor that it lies within or not more than 30 minutes away from; where that is several,
   * they become one, as for any other visitor. In other words: two events stand in one visit if a chain of steps of at
   * most 30 minutes leads from one to the other, each between two events that were of one visitor when the later of
   * them to arrive was stored.
   */
  mergeVisitors(merge: VisitorMerge): Promise<MergeResult>;
  /**
   * Adds what is learnt of visits later, in one transaction, and resolves when it is durable. Repetitions change nothing,
   * and the order does not matter, that of events included: what speaks of an event or a visit that has not come waits
   * for two days. A duration belongs to a page view that is at most two days older; with it the visitor was there until
   * its receipt. A sign of life belongs to the visits that it lies within or not more than 30 minutes after: it extends
   * them, joins them where they are several, and may join what follows, but never makes a visit or starts one earlier.
   */
  amend(amendments: readonly Amendment[]): Promise<AmendResult>;
  /**
   * Forgets, for good. Before an instant: visits whose last activity was before it, with their events, and events of
   * servers; what remains knows no visit that is gone. A visitor: under every id, those that are kept of merges included.
   * Ids that are not known harm nothing. What comes later under an id that was erased is stored as new.
   */
  erase(erasure: Erasure): Promise<EraseResult>;
  /**
   * Puts the facts of these subjects in the place of those that are stored, each subject whole, and resolves when they
   * are durable. A version that is not above the stored one changes nothing, so that facts may come twice and in any
   * order; a subject without facts is gone. Nothing of it makes a batch of events wait. Facts go with their project.
   */
  replaceFacts(subjects: readonly SubjectFacts[]): Promise<void>;
  /** Answers a plan. */
  run(plan: Plan, options?: RunOptions): Promise<ResultRow[]>;
  /** Answers a statement written for the engine: for checks, exports and tests, not for reports. */
  query(query: StoreQuery, options?: RunOptions): Promise<QueryRow[]>;
  /** The instant of the project's last stored event, null while there is none. */
  dataThrough(projectId: string): Promise<number | null>;
  /** Waits for the batch under way, writes a checkpoint and closes. Later calls throw Unavailable. */
  close(): Promise<void>;
}
