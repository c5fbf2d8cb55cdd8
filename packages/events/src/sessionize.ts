import type { HashedAmendment, Sign } from "./amendments.ts";
import type { HashedEvent } from "./events.ts";
import { isOfVisit } from "./kinds.ts";
import { compareSessions, mergeSessions, type Session, sessionOf, VISIT_GAP_MS } from "./sessions.ts";

export interface SessionizeInput {
  /**
   * For every visitor of `events` and `signs`, all stored visits whose last activity is not more than `VISIT_GAP_MS`
   * before the visitor's earliest new event or sign, later ones included, and all that start after one of these. More of
   * them do no harm if none is left out between, in the order of starts.
   */
  readonly existing: readonly Session[];
  /** New events, none stored before, in any order. */
  readonly events: readonly HashedEvent[];
  /** New signs of life, and all of the same visitors that have been waiting for a visit. */
  readonly signs: readonly Sign[];
  /** Start of the visitor's latest stored visit; asked only for visitors without a visit in `existing`. */
  latestStart(visitorId: bigint): number | null;
}

/** A visit that has been swallowed by another one of the same visitor: its events change hands. */
export interface Absorbed {
  readonly session: Session;
  readonly by: bigint;
}

/** A visitor's latest visit, by its start. */
interface LatestVisit {
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
  /** What is behind signs before which no visit began: it waits for late events. */
  readonly waiting: readonly HashedAmendment[];
}

/** A visit in the making: what it was made of, and what has become of it. */
interface Group {
  /** Null while there is nothing but signs. */
  session: Session | null;
  readonly stored: Session[];
  readonly eventPlaces: number[];
  readonly signs: Sign[];
  /** The last instant of anything in it. */
  activeUntil: number;
  /** The last instant of what is new in it, -Infinity without anything new. */
  newUntil: number;
}

/** A stored visit, a single new event or a sign on its way into a group. */
interface Piece {
  readonly from: number;
  readonly until: number;
  readonly session: Session | null;
  readonly eventPlace: number | null;
  readonly sign: Sign | null;
}

/**
 * Puts new events into visits, whatever the order in which they come: they extend a visit forwards or backwards, join
 * two visits that have become one, or start new ones; `prevAt` of what follows is put right. Signs of life do the same,
 * but that a visit never starts with one. A stored visit keeps its id, of two that join the earlier one does. Only what is
 * new joins stored visits: those of a merged visitor may be close to each other, or overlap, and stay apart.
 */
export function sessionize({ existing, events, signs, latestStart }: SessionizeInput): SessionizeResult {
  const sessionIds = events.map(() => 0n);
  const inserted: Session[] = [];
  const updated: Session[] = [];
  const absorbed: Absorbed[] = [];
  const latest: LatestVisit[] = [];
  const waiting: HashedAmendment[] = [];
  for (const [visitorId, pieces] of collectPieces({ existing, events, signs })) {
    const groups = groupPieces(pieces);
    for (const group of groups) waiting.push(...waitingOf(group));
    const firstStored = pieces.find(({ session, eventPlace }) => session !== null && eventPlace === null)?.session;
    const visits = linkVisits(groups, firstStored ? firstStored.prevAt : latestStart(visitorId));
    latest.push(...latestOf(visits));
    for (const visit of visits) {
      const { session, stored, eventPlaces } = visit;
      for (const place of eventPlaces) sessionIds[place] = session.sessionId;
      if (stored.length === 0) inserted.push(session);
      else if (isChanged(visit)) updated.push(session);
      for (const other of stored.slice(1)) absorbed.push({ session: other, by: session.sessionId });
    }
  }
  return { inserted, updated, absorbed, latest, sessionIds, waiting };
}

/** The earliest instant of every visitor whose visits new events and signs can touch. */
export function firstInstants(events: readonly HashedEvent[], signs: readonly Sign[]): Map<bigint, number> {
  const instants = new Map<bigint, number>();
  const note = (visitorId: bigint, instant: number) => {
    instants.set(visitorId, Math.min(instant, instants.get(visitorId) ?? instant));
  };
  for (const { source, visitorId } of events) if (isOfVisit(source.kind)) note(visitorId, source.ts);
  for (const { visitorId, from } of signs) note(visitorId, from);
  return instants;
}

function collectPieces({ existing, events, signs }: Omit<SessionizeInput, "latestStart">): Map<bigint, Piece[]> {
  const byVisitor = new Map<bigint, Piece[]>();
  const add = (visitorId: bigint, piece: Piece) => {
    const pieces = byVisitor.get(visitorId);
    if (pieces) pieces.push(piece);
    else byVisitor.set(visitorId, [piece]);
  };
  for (const [place, event] of events.entries()) {
    if (isOfVisit(event.source.kind)) add(event.visitorId, pieceOf(sessionOf(event), place));
  }
  for (const sign of signs) {
    add(sign.visitorId, { from: sign.from, until: sign.to, session: null, eventPlace: null, sign });
  }
  for (const session of existing) byVisitor.get(session.visitorId)?.push(pieceOf(session, null));
  for (const pieces of byVisitor.values()) pieces.sort(comparePieces);
  return byVisitor;
}

function pieceOf(session: Session, eventPlace: number | null): Piece {
  return { from: session.startedAt, until: session.lastActivityAt, session, eventPlace, sign: null };
}

/** By time; a visit that starts at the instant of a sign stands before it, for the sign lies within. */
function comparePieces(one: Piece, other: Piece): number {
  if (one.session && other.session) return compareSessions(one.session, other.session);
  return one.from - other.from || Number(one.session === null) - Number(other.session === null);
}

/** Groups in the order of their starts. */
function groupPieces(pieces: readonly Piece[]): Group[] {
  const groups = new Set<Group>();
  // Groups that a piece may still reach, in the order of their starts: one at most, unless visits of a merged visitor
  // stand close to each other.
  let open: Group[] = [];
  for (const piece of pieces) {
    open = open.filter(({ activeUntil }) => isReached(activeUntil, piece));
    const joined = isNew(piece) ? open : open.filter(({ newUntil }) => isReached(newUntil, piece));
    const [group, ...others] = joined;
    if (group) {
      for (const other of others) unite(group, other);
      addPiece(group, piece);
      open = open.filter((each) => !others.includes(each));
      for (const other of others) groups.delete(other);
    } else {
      const started = startGroup();
      addPiece(started, piece);
      groups.add(started);
      open.push(started);
    }
  }
  return [...groups];
}

function startGroup(): Group {
  return { session: null, stored: [], eventPlaces: [], signs: [], activeUntil: -Infinity, newUntil: -Infinity };
}

function isNew({ sign, eventPlace }: Piece): boolean {
  return sign !== null || eventPlace !== null;
}

function isReached(instant: number, { from }: Piece): boolean {
  return from - instant <= VISIT_GAP_MS;
}

/** Two groups as one; `earlier` starts first. */
function unite(earlier: Group, later: Group): void {
  earlier.session = joinSessions(earlier.session, later.session);
  earlier.stored.push(...later.stored);
  earlier.stored.sort(compareSessions);
  earlier.eventPlaces.push(...later.eventPlaces);
  earlier.signs.push(...later.signs);
  earlier.activeUntil = Math.max(earlier.activeUntil, later.activeUntil);
  earlier.newUntil = Math.max(earlier.newUntil, later.newUntil);
}

/** Adds a piece that starts no earlier than the group. */
function addPiece(group: Group, piece: Piece): void {
  const { session, eventPlace, sign, until } = piece;
  group.session = joinSessions(group.session, session);
  if (sign) group.signs.push(sign);
  else if (eventPlace !== null) group.eventPlaces.push(eventPlace);
  else if (session) group.stored.push(session);
  group.activeUntil = Math.max(group.activeUntil, until);
  if (isNew(piece)) group.newUntil = Math.max(group.newUntil, until);
}

function joinSessions(earlier: Session | null, later: Session | null): Session | null {
  return earlier && later ? mergeSessions(earlier, later) : (earlier ?? later);
}

/** What a group has of signs before its first event: they may belong to a visit whose events are still to come. */
function waitingOf({ session, signs }: Group): HashedAmendment[] {
  const before = signs.filter(({ from }) => session === null || from < session.startedAt);
  return before.flatMap(({ amendment }) => amendment ?? []);
}

type Visit = Pick<Group, "stored" | "eventPlaces"> & { readonly session: Session };

function latestOf(visits: readonly Visit[]): LatestVisit[] {
  const last = visits.at(-1);
  const lastActivityAt = visits.reduce((at, { session }) => Math.max(at, session.lastActivityAt), -Infinity);
  return last ? [{ session: last.session, lastActivityAt }] : [];
}

/** Whether a stored visit is another than before. */
function isChanged({ session, stored: [before, ...others], eventPlaces }: Visit): boolean {
  if (eventPlaces.length > 0 || others.length > 0) return true;
  return before?.prevAt !== session.prevAt || before.lastActivityAt !== session.lastActivityAt;
}

/** The groups that are visits, each with the id that it keeps, its last activity and the start of the visit before it. */
function linkVisits(groups: readonly Group[], startBefore: number | null): Visit[] {
  let prevAt = startBefore;
  return groups.flatMap(({ session, stored, eventPlaces, activeUntil }): Visit[] => {
    if (!session) return [];
    const sessionId = stored[0]?.sessionId ?? session.sessionId;
    const linked = { ...session, sessionId, prevAt, lastActivityAt: Math.max(session.lastActivityAt, activeUntil) };
    prevAt = session.startedAt;
    return [{ session: linked, stored, eventPlaces }];
  });
}
