import { type HashedEvent, hashEvent } from "./events.ts";
import { hashId } from "./hash.ts";
import { isOfVisit } from "./kinds.ts";
import { compareSessions, mergeSessions, type Session, sessionOf, VISIT_GAP_MS } from "./sessions.ts";
import type { EnrichedEvent } from "./store.ts";

/** Puts events that come in the order of time into visits, with no look at what is stored. */
export interface VisitStream {
  /** Takes the next event; says which visit it belongs to, 0 for none. */
  add(event: EnrichedEvent): { readonly event: HashedEvent; readonly sessionId: bigint };
  /** Visits that have ended since the last call. */
  takeEnded(): Session[];
  /** Ends every open visit. */
  end(): void;
}

interface VisitorState {
  readonly visitorId: bigint;
  latestStart: number | null;
  open: Session | null;
}

/**
 * Memory grows with the number of visitors (their latest start is kept), not with that of events. `canonicalOf` tells
 * which visitor an id stands for, undefined for one that was never merged.
 */
export function createVisitStream(canonicalOf: (projectId: string, id: bigint) => bigint | undefined): VisitStream {
  // By the sender's id; visitors of several ids by their number as well.
  const projects = new Map<string, Map<string | bigint, VisitorState>>();
  // Ordered by last event, so that what has ended stands in front or not far behind.
  const active = new Set<VisitorState>();
  let ended: Session[] = [];

  function stateOf({ projectId, visitorId }: EnrichedEvent): VisitorState {
    let visitors = projects.get(projectId);
    if (!visitors) {
      visitors = new Map();
      projects.set(projectId, visitors);
    }
    let state = visitors.get(visitorId);
    if (!state) {
      const id = hashId(projectId, visitorId);
      const merged = canonicalOf(projectId, id);
      state = (merged && visitors.get(merged)) || { visitorId: merged ?? id, latestStart: null, open: null };
      visitors.set(visitorId, state);
      if (merged) visitors.set(merged, state);
    }
    return state;
  }

  function close(state: VisitorState): void {
    if (state.open) {
      ended.push(state.open);
      state.latestStart = state.open.startedAt;
    }
    state.open = null;
    active.delete(state);
  }

  function closeUntil(ts: number): void {
    for (const state of active) {
      if (state.open && !hasEnded(state.open, ts)) return;
      close(state);
    }
  }

  function add(source: EnrichedEvent) {
    closeUntil(source.ts);
    if (!isOfVisit(source.kind)) {
      const event = hashEvent(source);
      const visitorId = canonicalOf(source.projectId, event.visitorId) ?? event.visitorId;
      return { event: { ...event, visitorId }, sessionId: 0n };
    }
    const state = stateOf(source);
    const event: HashedEvent = {
      source,
      eventId: hashId(source.projectId, source.eventId),
      visitorId: state.visitorId,
    };
    const single = sessionOf(event);
    if (state.open && hasEnded(state.open, source.ts)) close(state);
    const open = state.open ? extend(state.open, single) : { ...single, prevAt: state.latestStart };
    state.open = open;
    active.delete(state);
    active.add(state);
    return { event, sessionId: open.sessionId };
  }

  return {
    add,
    takeEnded: () => {
      const taken = ended;
      ended = [];
      return taken;
    },
    end: () => {
      for (const state of active) close(state);
    },
  };
}

function hasEnded({ lastActivityAt }: Session, ts: number): boolean {
  return ts - lastActivityAt > VISIT_GAP_MS;
}

/** Events of the same instant come in any order; the visit keeps its id and past whichever turns out to be the first. */
function extend(open: Session, next: Session): Session {
  if (compareSessions(open, next) <= 0) return mergeSessions(open, next);
  return { ...mergeSessions(next, open), sessionId: open.sessionId, prevAt: open.prevAt };
}
