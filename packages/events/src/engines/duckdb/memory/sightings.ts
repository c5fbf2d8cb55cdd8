import type { SessionColumn } from "../../../plan.ts";

/** The texts of a visit by which those who are there are asked for. */
export const SEEN_TEXTS = ["source", "country"] as const satisfies readonly SessionColumn[];
export type SeenText = (typeof SEEN_TEXTS)[number];

/** A visit as it is remembered. Instants are milliseconds since the epoch. */
export interface SeenVisit {
  readonly sessionId: bigint;
  readonly visitorId: bigint;
  readonly startedAt: number;
  readonly lastEventAt: number;
  readonly lastActivityAt: number;
  readonly texts: Readonly<Record<SeenText, string>>;
}

/** An event as it is remembered. */
export interface SeenEvent {
  readonly at: number;
  readonly visitorId: bigint;
  /** 0 for an event of a server, which belongs to no visit. */
  readonly sessionId: bigint;
  /** Of a page view; null for every other event. */
  readonly path: string | null;
}

/** Small numbers in place of values, given out in the order in which these come. */
interface Numbers<Value> {
  readonly values: Value[];
  readonly byValue: Map<Value, number>;
}

/** What is no page view. */
export const NO_VIEW = -1;
/** Paths in the key of a view; more of them than events are ever remembered. */
const PATHS_MAX = 2 ** 24;

/**
 * All that was seen of one project since an instant, in columns: visits with a sign of life and events at that instant or
 * later. About 180 bytes an event. Nothing leaves it; it is made anew instead.
 */
export interface Sightings {
  readonly since: number;
  readonly visitors: Numbers<bigint>;
  readonly texts: Numbers<string>;
  readonly visits: {
    readonly places: Map<bigint, number>;
    readonly sessionId: bigint[];
    readonly visitor: number[];
    readonly startedAt: number[];
    readonly lastEventAt: number[];
    readonly lastActivityAt: number[];
    readonly texts: Readonly<Record<SeenText, number[]>>;
    /** The place of the visit that has swallowed it; its own while none has. */
    readonly into: number[];
  };
  /** Page views and custom events. */
  readonly events: { readonly at: number[]; readonly visit: number[]; readonly view: number[] };
  /** A page in the eyes of one visitor, however often it is viewed. */
  readonly views: { readonly places: Map<number, number>; readonly visitor: number[]; readonly path: number[] };
  readonly ofServers: { readonly at: number[]; readonly visitor: number[] };
}

export function createSightings(since: number): Sightings {
  return {
    since,
    visitors: { values: [], byValue: new Map() },
    texts: { values: [], byValue: new Map() },
    visits: {
      ...{
        places: new Map(),
        sessionId: [],
        visitor: [],
        startedAt: [],
        lastEventAt: [],
        lastActivityAt: [],
        into: [],
      },
      texts: { source: [], country: [] },
    },
    events: { at: [], visit: [], view: [] },
    views: { places: new Map(), visitor: [], path: [] },
    ofServers: { at: [], visitor: [] },
  };
}

/** How many rows it holds. */
export function sizeOf({ visits, events, ofServers }: Sightings): number {
  return visits.sessionId.length + events.at.length + ofServers.at.length;
}

/** Notes a visit, new or in a new state. */
export function noteVisit({ since, visits, visitors, texts }: Sightings, visit: SeenVisit): void {
  if (visit.lastActivityAt < since) return;
  const place = visits.places.get(visit.sessionId) ?? visits.sessionId.length;
  visits.places.set(visit.sessionId, place);
  visits.sessionId[place] = visit.sessionId;
  visits.visitor[place] = numberOf(visitors, visit.visitorId);
  visits.startedAt[place] = visit.startedAt;
  visits.lastEventAt[place] = visit.lastEventAt;
  visits.lastActivityAt[place] = visit.lastActivityAt;
  visits.into[place] = place;
  for (const name of SEEN_TEXTS) visits.texts[name][place] = numberOf(texts, asStored(visit.texts[name]));
}

/** Notes an event that is new, after its visit. */
export function noteEvent(sightings: Sightings, { at, visitorId, sessionId, path }: SeenEvent): void {
  const { since, visits, events, ofServers } = sightings;
  if (at < since) return;
  const visitor = numberOf(sightings.visitors, visitorId);
  if (sessionId === 0n) {
    ofServers.at.push(at);
    ofServers.visitor.push(visitor);
    return;
  }
  const visit = visits.places.get(sessionId);
  if (visit === undefined) throw new RangeError(`The visit of an event is not known: ${sessionId}`);
  events.at.push(at);
  events.visit.push(visit);
  events.view.push(path === null ? NO_VIEW : viewOf(sightings, visitor, numberOf(sightings.texts, path)));
}

/** Gives what belongs to a visit to the one that has swallowed it, which is noted before. */
export function absorbVisit({ visits }: Sightings, sessionId: bigint, by: bigint): void {
  const [gone, stays] = [visits.places.get(sessionId), visits.places.get(by)];
  if (gone === undefined || stays === undefined) return;
  visits.places.delete(sessionId);
  visits.lastActivityAt[gone] = Number.NEGATIVE_INFINITY;
  visits.into[gone] = stays;
}

/** The visit that an event belongs to by now. */
export function ownerOf({ visits }: Sightings, visit: number): number {
  let place = visit;
  for (let next = visits.into[place] ?? place; next !== place; next = visits.into[place] ?? place) place = next;
  return place;
}

/** Gives everything of one visitor to another one. */
export function mergeSeen(sightings: Sightings, from: bigint, into: bigint): void {
  const { visitors, visits, views, events, ofServers } = sightings;
  const gone = visitors.byValue.get(from);
  if (gone === undefined) return;
  const stays = numberOf(visitors, into);
  visitors.byValue.delete(from);
  for (const column of [visits.visitor, ofServers.visitor]) {
    for (const [place, visitor] of column.entries()) if (visitor === gone) column[place] = stays;
  }
  const moved = new Map<number, number>();
  for (const [view, visitor] of views.visitor.entries()) {
    if (visitor === gone) moved.set(view, viewOf(sightings, stays, views.path[view] ?? 0));
  }
  if (moved.size === 0) return;
  for (const [place, view] of events.view.entries()) events.view[place] = moved.get(view) ?? view;
}

/** What of it lies at an instant or later. */
export function copySince(sightings: Sightings, since: number): Sightings {
  const copy = createSightings(since);
  const { visits, visitors, texts, events, views, ofServers } = sightings;
  for (const place of visits.places.values()) {
    if (at(visits.lastActivityAt, place) < since) continue;
    noteVisit(copy, {
      sessionId: at(visits.sessionId, place),
      visitorId: at(visitors.values, at(visits.visitor, place)),
      startedAt: at(visits.startedAt, place),
      lastEventAt: at(visits.lastEventAt, place),
      lastActivityAt: at(visits.lastActivityAt, place),
      texts: {
        source: at(texts.values, at(visits.texts.source, place)),
        country: at(texts.values, at(visits.texts.country, place)),
      },
    });
  }
  for (const [place, instant] of events.at.entries()) {
    if (instant < since) continue;
    const visit = ownerOf(sightings, at(events.visit, place));
    const view = at(events.view, place);
    noteEvent(copy, {
      at: instant,
      visitorId: at(visitors.values, at(visits.visitor, visit)),
      sessionId: at(visits.sessionId, visit),
      path: view === NO_VIEW ? null : at(texts.values, at(views.path, view)),
    });
  }
  for (const [place, instant] of ofServers.at.entries()) {
    const visitorId = at(visitors.values, at(ofServers.visitor, place));
    noteEvent(copy, { at: instant, visitorId, sessionId: 0n, path: null });
  }
  return copy;
}

/** Halves of a sign stand for nothing in UTF-8. */
function asStored(text: string): string {
  return text.toWellFormed();
}

function numberOf<Value>({ values, byValue }: Numbers<Value>, value: Value): number {
  const known = byValue.get(value);
  if (known !== undefined) return known;
  byValue.set(value, values.length);
  return values.push(value) - 1;
}

function viewOf({ views }: Sightings, visitor: number, path: number): number {
  const key = visitor * PATHS_MAX + path;
  const known = views.places.get(key);
  if (known !== undefined) return known;
  views.places.set(key, views.path.length);
  views.visitor.push(visitor);
  return views.path.push(path) - 1;
}

function at<Value>(column: readonly Value[], place: number): Value {
  const value = column[place];
  if (value === undefined) throw new RangeError(`Nothing at ${place} of ${column.length}`);
  return value;
}
