import { distinctAmendments, type HashedAmendment, keyOf, type StoredPage, signOf, timePages } from "./amendments.ts";
import type { HashedEvent } from "./events.ts";
import { isOfVisit } from "./kinds.ts";
import { firstInstants, type SessionizeInput, type SessionizeResult, sessionize } from "./sessionize.ts";

/** What comes at once: events that are new, and amendments, both of canonical visitors. */
export interface Batch {
  readonly events: readonly HashedEvent[];
  readonly amendments: readonly HashedAmendment[];
}

/** What a batch has to know of the tables. */
export interface Lookups {
  /** The amendments that wait for these events and visitors. */
  selectWaiting(subjectIds: readonly bigint[]): Promise<readonly HashedAmendment[]>;
  /** The stored page views that durations speak of. */
  selectPages(durations: readonly HashedAmendment[]): Promise<readonly StoredPage[]>;
  /** The visits that can be touched, given the earliest instant that is new of every visitor. */
  readPast(instants: ReadonlyMap<bigint, number>): Promise<Pick<SessionizeInput, "existing" | "latestStart">>;
}

/** What a batch changes. */
export interface Outcome extends Omit<SessionizeResult, "waiting"> {
  readonly events: readonly HashedEvent[];
  /** Stored page views with a longer duration. */
  readonly pages: readonly StoredPage[];
  /** What need not wait any longer, and what has to from now on. */
  readonly waiting: { readonly removed: readonly HashedAmendment[]; readonly added: readonly HashedAmendment[] };
  readonly amended: number;
}

/** Works out what a batch changes; writes nothing. */
export async function workOut({ events, amendments }: Batch, lookups: Lookups): Promise<Outcome> {
  const [signsOfLife, durations] = divide(amendments);
  const visitorIds = new Set(events.filter(({ source }) => isOfVisit(source.kind)).map(({ visitorId }) => visitorId));
  for (const { subjectId } of signsOfLife) visitorIds.add(subjectId);
  const eventIds = new Set([...events.map(({ eventId }) => eventId), ...durations.map(({ subjectId }) => subjectId)]);
  const waited = [...(await lookups.selectWaiting([...eventIds, ...visitorIds]))];
  const speaking = distinctAmendments([...durations, ...divide(waited)[1]]);
  const fresh = new Set(events.map(({ eventId }) => eventId));
  const stored = await lookups.selectPages(speaking.filter(({ subjectId }) => !fresh.has(subjectId)));
  const timed = timePages(speaking, events, stored);
  const others = new Set(timed.signs.map(({ visitorId }) => visitorId).filter((id) => !visitorIds.has(id)));
  if (others.size > 0) waited.push(...(await lookups.selectWaiting([...others])));
  const signs = [...timed.signs, ...distinctAmendments([...signsOfLife, ...divide(waited)[0]]).map(signOf)];
  const past = await lookups.readPast(firstInstants(events, signs));
  // Without the durations that came for themselves: those are among the signs.
  const result = sessionize({ ...past, events, signs });
  const waiting = [...timed.waiting, ...result.waiting];
  return {
    ...result,
    events: timed.events,
    pages: timed.pages,
    waiting: { removed: without(waited, waiting), added: without(waiting, waited) },
    amended: amendments.length - among(amendments, [...waiting, ...timed.late]),
  };
}

/** Signs of life, and durations. */
function divide(amendments: readonly HashedAmendment[]): [HashedAmendment[], HashedAmendment[]] {
  return [
    amendments.filter(({ durationMs }) => durationMs === null),
    amendments.filter(({ durationMs }) => durationMs !== null),
  ];
}

function without(amendments: readonly HashedAmendment[], others: readonly HashedAmendment[]): HashedAmendment[] {
  const keys = new Set(others.map(keyOf));
  return amendments.filter((amendment) => !keys.has(keyOf(amendment)));
}

function among(amendments: readonly HashedAmendment[], others: readonly HashedAmendment[]): number {
  return amendments.length - without(amendments, others).length;
}
