import type { HashedEvent } from "./events.ts";
import { compareSessions, mergeSessions, type Session, sessionOf, VISIT_GAP_MS } from "./sessions.ts";

export interface SessionizeInput {
  /**
   * For every visitor of `events`, all stored visits whose last activity is not more than `VISIT_GAP_MS` before the
   * visitor's earliest new event, later ones included. More of them do no harm if none is left out between.
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

export interface SessionizeResult {
  readonly inserted: readonly Session[];
  /** Stored visits in their new state. */
  readonly updated: readonly Session[];
  readonly absorbed: readonly Absorbed[];
  /** The latest visit of every visitor of `events`. */
  readonly latest: readonly Session[];
  /** The visit of each event, by its place in `events`; 0 for events of servers, which belong to none. */
  readonly sessionIds: readonly bigint[];
}

/** A visit in the making: what it was made of, and what has become of it. */
interface Group {
  session: Session;
  readonly stored: Session[];
  readonly eventPlaces: number[];
}

/** A stored visit or a single new event on its way into a group. */
interface Piece {
  readonly session: Session;
  readonly eventPlace: number | null;
}

/**
 * Puts new events into visits, whatever the order in which they come: they extend a visit forwards or backwards, join
 * two visits that have become one, or start new ones; `prevAt` of what follows is put right. A stored visit keeps its
 * id, of two that join the earlier one does.
 */
export function sessionize({ existing, events, latestStart }: SessionizeInput): SessionizeResult {
  const sessionIds = events.map(() => 0n);
  const inserted: Session[] = [];
  const updated: Session[] = [];
  const absorbed: Absorbed[] = [];
  const latest: Session[] = [];
  for (const [visitorId, pieces] of collectPieces(existing, events)) {
    const groups = groupPieces(pieces);
    const firstStored = pieces.find(({ eventPlace }) => eventPlace === null);
    linkGroups(groups, firstStored ? firstStored.session.prevAt : latestStart(visitorId));
    const last = groups.at(-1);
    if (last) latest.push(last.session);
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
    if (event.source.kind === "server") continue;
    const piece: Piece = { session: sessionOf(event), eventPlace: place };
    const pieces = byVisitor.get(event.visitorId);
    if (pieces) pieces.push(piece);
    else byVisitor.set(event.visitorId, [piece]);
  }
  for (const session of existing) byVisitor.get(session.visitorId)?.push({ session, eventPlace: null });
  for (const pieces of byVisitor.values()) pieces.sort((a, b) => compareSessions(a.session, b.session));
  return byVisitor;
}

function groupPieces(pieces: readonly Piece[]): Group[] {
  const groups: Group[] = [];
  let open: Group | undefined;
  for (const { session, eventPlace } of pieces) {
    if (open && session.startedAt - open.session.lastActivityAt <= VISIT_GAP_MS) {
      open.session = mergeSessions(open.session, session);
    } else {
      open = { session, stored: [], eventPlaces: [] };
      groups.push(open);
    }
    if (eventPlace === null) open.stored.push(session);
    else open.eventPlaces.push(eventPlace);
  }
  return groups;
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
