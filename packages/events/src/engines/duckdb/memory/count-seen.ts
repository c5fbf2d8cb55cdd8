import { NO_VIEW, ownerOf, type SeenText, type Sightings } from "./sightings.ts";

/** A half-open stretch of time, milliseconds since the epoch. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Tells different pairs of a visitor and a text apart, and counts them by text. */
interface Tally {
  add(visitor: number, text: number): void;
  /** By the number of the text. */
  readonly counts: Int32Array;
}

/**
 * Different visitors of whom there was a sign, by a text of the visit; without one in all, those included of whom a server
 * told. A visit knows its first and its last event and its last sign; only where these lie on both sides of the stretch
 * are the events between looked at.
 */
export function countPresent(sightings: Sightings, stretch: Stretch, by: SeenText | null): Map<string, number> {
  const { start, end } = stretch;
  const { visits, events, ofServers } = sightings;
  const texts = by === null ? null : visits.texts[by];
  const tally = createTally(sightings);
  const add = (visit: number) => tally.add(visits.visitor[visit] ?? 0, texts?.[visit] ?? 0);
  const lies = (at = end) => at >= start && at < end;
  let areBetween = false;
  for (let visit = 0; visit < visits.lastActivityAt.length; visit += 1) {
    const lastActivityAt = visits.lastActivityAt[visit] ?? 0;
    if (lastActivityAt < start) continue;
    if (lastActivityAt < end || lies(visits.startedAt[visit]) || lies(visits.lastEventAt[visit])) add(visit);
    else areBetween ||= (visits.startedAt[visit] ?? 0) < start && (visits.lastEventAt[visit] ?? 0) >= end;
  }
  if (areBetween) {
    forEachWithin(events.at, stretch, (place) => add(ownerOf(sightings, events.visit[place] ?? 0)));
  }
  if (by === null) {
    forEachWithin(ofServers.at, stretch, (place) => tally.add(ofServers.visitor[place] ?? 0, 0));
  }
  return named(sightings, tally.counts, by !== null);
}

/** Different visitors who viewed a page, by its path or in all. */
export function countViewers(sightings: Sightings, stretch: Stretch, byPath: boolean): Map<string, number> {
  const { events, views } = sightings;
  const tally = createTally(sightings);
  const { counts } = tally;
  const seen = new Uint8Array(views.path.length);
  forEachWithin(events.at, stretch, (place) => {
    const view = events.view[place] ?? NO_VIEW;
    if (view === NO_VIEW || seen[view] === 1) return;
    seen[view] = 1;
    const path = views.path[view] ?? 0;
    // A view is of one visitor and one path.
    if (byPath) counts[path] = (counts[path] ?? 0) + 1;
    else tally.add(views.visitor[view] ?? 0, 0);
  });
  return named(sightings, counts, byPath);
}

function forEachWithin(instants: readonly number[], { start, end }: Stretch, visit: (place: number) => void): void {
  for (let place = 0; place < instants.length; place += 1) {
    const at = instants[place] ?? 0;
    if (at >= start && at < end) visit(place);
  }
}

/** Most visitors come under one text alone, so a look at the first one of each tells nearly all. */
function createTally({ visitors, texts }: Sightings): Tally {
  const first = new Int32Array(visitors.values.length).fill(-1);
  const others = new Set<number>();
  const counts = new Int32Array(texts.values.length + 1);
  return {
    counts,
    add: (visitor, text) => {
      if (first[visitor] === text) return;
      if (first[visitor] === -1) {
        first[visitor] = text;
      } else {
        const pair = visitor * texts.values.length + text;
        if (others.has(pair)) return;
        others.add(pair);
      }
      counts[text] = (counts[text] ?? 0) + 1;
    },
  };
}

/** Those that anybody was counted under; where there are no texts all stand under ''. */
function named({ texts }: Sightings, counts: Int32Array, hasTexts: boolean): Map<string, number> {
  const found = new Map<string, number>();
  for (const [text, count] of counts.entries())
    if (count > 0) found.set(hasTexts ? (texts.values[text] ?? "") : "", count);
  return found;
}
