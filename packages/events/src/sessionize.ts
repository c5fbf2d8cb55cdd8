import type { HashedEvent } from "./events.ts";
import { isOfVisit } from "./kinds.ts";
import { compareSessions, mergeSessions, type Session, sessionOf, VISIT_GAP_MS } from "./sessions.ts";

export interface SessionizeInput {
  /**
   * For every visitor of `events`, all stored visits whose last activity is not more than `VISIT_GAP_MS` before the
   * visitor's earliest new event, later ones included, and all that start after one of these. More of them do no harm if
   * none is left out between, in the order of starts.
   */
  readonly existing: readonly Session[];
  /** New events, none stored before, in any order. */
  readonly events: readonly HashedEvent[];
  /** Start of the visitor's latest stored visit; asked only for visitors without a visit in `existing`. */
  latestStart(visitorId: bigint): number | null;
}

/** A visit that has been swallowed by another one of the same visitor: its events change hands. */
export interface Absorbed {
  readonly session: Session;
  readonly by: bigint;
}

/** A visitor's latest visit, by its start. */
export interface LatestVisit {
  readonly session: Session;
  /** The last activity of the visitor: of an earlier visit where visits overlap, as they may after a merge. */
  readonly lastActivityAt: number;
}

export interface SessionizeResult {
  readonly inserted: readonly Session[];
  /** Stored visits in their new state. */
  readonly updated: readonly Session[];
  readonly absorbed: readonly Absorbed[];
  /** The latest visit of every visitor of `events`. */
  readonly latest: readonly LatestVisit[];
  /** The visit of each event, by its place in `events`; 0 for events of servers, which belong to none. */
  readonly sessionIds: readonly bigint[];
}

/** A visit in the making: what it was made of, and what has become of it. */
interface Group {
  session: Session;
  readonly stored: Session[];
  readonly eventPlaces: number[];
  /** The instant of its latest new event, -Infinity without one. */
  newestAt: number;
}

/** A stored visit or a single new event on its way into a group. */
interface Piece {
  readonly session: Session;
  readonly eventPlace: number | null;
}

/**
 * Puts new events into visits, whatever the order in which they come: they extend a visit forwards or backwards, join
 * two visits that have become one, or start new ones; `prevAt` of what follows is put right. A stored visit keeps its
 * id, of two that join the earlier one does. Only a new event joins stored visits: those of a merged visitor may be close
 * to each other, or overlap, and stay apart.
 */
export function sessionize({ existing, events, latestStart }: SessionizeInput): SessionizeResult {
  const sessionIds = events.map(() => 0n);
  const inserted: Session[] = [];
  const updated: Session[] = [];
  const absorbed: Absorbed[] = [];
  const latest: LatestVisit[] = [];
  for (const [visitorId, pieces] of collectPieces(existing, events)) {
    const groups = groupPieces(pieces);
    const firstStored = pieces.find(({ eventPlace }) => eventPlace === null);
    linkGroups(groups, firstStored ? firstStored.session.prevAt : latestStart(visitorId));
    const last = groups.at(-1);
    const lastActivityAt = groups.reduce((at, { session }) => Math.max(at, session.lastActivityAt), -Infinity);
    if (last) latest.push({ session: last.session, lastActivityAt });
    for (const { session, stored, eventPlaces } of groups) {
      for (const place of eventPlaces) sessionIds[place] = session.sessionId;
      const [before, ...others] = stored;
      if (!before) inserted.push(session);
      else if (eventPlaces.length > 0 || others.length > 0 || before.prevAt !== session.prevAt) updated.push(session);
      for (const other of others) absorbed.push({ session: other, by: session.sessionId });
    }
  }
  return { inserted, updated, absorbed, latest, sessionIds };
}

function collectPieces(existing: readonly Session[], events: readonly HashedEvent[]): Map<bigint, Piece[]> {
  const byVisitor = new Map<bigint, Piece[]>();
  for (const [place, event] of events.entries()) {
    if (!isOfVisit(event.source.kind)) continue;
    const piece: Piece = { session: sessionOf(event), eventPlace: place };
    const pieces = byVisitor.get(event.visitorId);
    if (pieces) pieces.push(piece);
    else byVisitor.set(event.visitorId, [piece]);
  }
  for (const session of existing) byVisitor.get(session.visitorId)?.push({ session, eventPlace: null });
  for (const pieces of byVisitor.values()) pieces.sort((a, b) => compareSessions(a.session, b.session));
  return byVisitor;
}

/** Groups in the order of their starts. */
function groupPieces(pieces: readonly Piece[]): Group[] {
  const groups = new Set<Group>();
  // Groups that a piece may still reach, in the order of their starts: one at most, unless visits of a merged visitor
  // stand close to each other.
  let open: Group[] = [];
  for (const piece of pieces) {
    open = open.filter(({ session }) => isReached(session.lastActivityAt, piece));
    const joined = piece.eventPlace === null ? open.filter(({ newestAt }) => isReached(newestAt, piece)) : open;
    const [group, ...others] = joined;
    if (group) {
      for (const other of others) unite(group, other);
      addPiece(group, piece);
      open = open.filter((each) => !others.includes(each));
      for (const other of others) groups.delete(other);
    } else {
      const started: Group = { session: piece.session, stored: [], eventPlaces: [], newestAt: -Infinity };
      addPiece(started, piece);
      groups.add(started);
      open.push(started);
    }
  }
  return [...groups];
}

function isReached(instant: number, { session }: Piece): boolean {
  return session.startedAt - instant <= VISIT_GAP_MS;
}

/** Two groups as one; `earlier` starts first. */
function unite(earlier: Group, later: Group): void {
  earlier.session = mergeSessions(earlier.session, later.session);
  earlier.stored.push(...later.stored);
  earlier.stored.sort(compareSessions);
  earlier.eventPlaces.push(...later.eventPlaces);
  earlier.newestAt = Math.max(earlier.newestAt, later.newestAt);
}

/** Adds a piece that starts no earlier than the group. */
function addPiece(group: Group, { session, eventPlace }: Piece): void {
  if (session !== group.session) group.session = mergeSessions(group.session, session);
  if (eventPlace === null) {
    group.stored.push(session);
    return;
  }
  group.eventPlaces.push(eventPlace);
  group.newestAt = session.startedAt;
}

/** Gives every group the id that it keeps and the start of the visit before it. */
function linkGroups(groups: readonly Group[], startBefore: number | null): void {
  let prevAt = startBefore;
  for (const group of groups) {
    const sessionId = group.stored[0]?.sessionId ?? group.session.sessionId;
    group.session = { ...group.session, sessionId, prevAt };
    prevAt = group.session.startedAt;
  }
}
