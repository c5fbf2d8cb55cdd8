import type { Plan, ResultRow } from "../../../plan.ts";
import type { Session } from "../../../sessions.ts";
import type { Outcome } from "../../../work-out.ts";
import { answerPresence } from "./answer-presence.ts";
import {
  absorbVisit,
  copySince,
  createSightings,
  mergeSeen,
  noteEvent,
  noteVisit,
  type SeenEvent,
  type SeenVisit,
  type Sightings,
  sizeOf,
} from "./sightings.ts";

/** Who was seen a short while ago, of every project, exactly as the tables tell it. */
export interface Presence {
  noteVisit(projectId: string, visit: SeenVisit): void;
  /** The event's visit is noted before. */
  noteEvent(projectId: string, event: SeenEvent): void;
  /** Notes a committed batch. */
  noteCommitted(outcome: Outcome): void;
  merge(from: bigint, into: bigint): void;
  /** Answers a plan that asks who is there; null where it asks for anything else, or for what is not remembered. */
  answer(plan: Plan): ResultRow[] | null;
}

/** How far back from now it is remembered who was there. */
export interface PresenceLength {
  readonly lengthMs: number;
  /** A memory that holds so many visits and events is given up; a million unless told. */
  readonly rowsMax?: number;
  /** More events than these within half a minute are a flood; 60,000 unless told. */
  readonly floodAbove?: number;
  now(): number;
}

/** What was seen of every project since an instant. */
interface Memory {
  readonly since: number;
  readonly projects: Map<string, Sightings>;
}

/**
 * About 130 bytes each; enough for a thousand events a second. A memory with more is given up, and the tables answer until
 * the next one has lasted its time.
 */
const ROWS_MAX = 1_000_000;

const FLOOD_SPAN_MS = 30_000;
const FLOOD_ABOVE = 60_000;

/** Remembers nothing yet: the caller notes what the tables hold of the instant `since` and later. */
export function createPresence(since: number, length: PresenceLength): Presence {
  // Nothing is taken out of a memory: a second one begins when the first has lasted its time, which goes when that has.
  let memories: readonly Memory[] = [{ since, projects: new Map() }];
  const isFlood = watchForFloods(length);
  let latest = since;

  function each(projectId: string, at: number, note: (seen: Sightings) => void): void {
    latest = Math.max(latest, at);
    for (const memory of memories) note(sightingsOf(memory, projectId));
  }

  /** A flood is not remembered: it needs the memory for itself. After it a memory begins behind all that was missed. */
  function renew(events: number): readonly Memory[] {
    if (isFlood(events)) return [];
    if (memories.length > 0) return turn(memories, length);
    return [{ since: Math.max(length.now(), latest + 1), projects: new Map() }];
  }

  return {
    noteVisit: (projectId, visit) => each(projectId, visit.lastActivityAt, (seen) => noteVisit(seen, visit)),
    noteEvent: (projectId, event) => each(projectId, event.at, (seen) => noteEvent(seen, event)),
    noteCommitted: ({ inserted, updated, absorbed, events, sessionIds }) => {
      memories = renew(events.length);
      for (const session of [...inserted, ...updated]) {
        each(session.projectId, session.lastActivityAt, (seen) => noteVisit(seen, toSeenVisit(session)));
      }
      for (const { session, by } of absorbed) {
        each(session.projectId, session.lastActivityAt, (seen) => absorbVisit(seen, session.sessionId, by));
      }
      for (const [place, { source, visitorId }] of events.entries()) {
        if (source.kind === "signal") continue;
        const path = source.kind === "pageview" ? source.path : null;
        const event = { at: source.ts, visitorId, sessionId: sessionIds[place] ?? 0n, path };
        each(source.projectId, event.at, (seen) => noteEvent(seen, event));
      }
    },
    merge: (from, into) => {
      for (const { projects } of memories) for (const seen of projects.values()) mergeSeen(seen, from, into);
    },
    answer: (plan) => {
      const memory = memories.findLast((each) => each.since <= (plan.spans[0]?.start ?? Number.NEGATIVE_INFINITY));
      return memory ? answerPresence(plan, memory.projects.get(plan.projectId) ?? createSightings(memory.since)) : null;
    },
  };
}

/** Tells of each batch whether it is part of a flood: that lasts until half a minute has brought less. */
function watchForFloods({ now, floodAbove = FLOOD_ABOVE }: PresenceLength): (events: number) => boolean {
  let from = now();
  let counted = 0;
  let isFlood = false;
  return (events) => {
    if (now() - from >= FLOOD_SPAN_MS) {
      isFlood = counted > floodAbove;
      from = now();
      counted = 0;
    }
    counted += events;
    isFlood ||= counted > floodAbove;
    return isFlood;
  };
}

function sightingsOf({ since, projects }: Memory, projectId: string): Sightings {
  const known = projects.get(projectId);
  if (known) return known;
  const sightings = createSightings(since);
  projects.set(projectId, sightings);
  return sightings;
}

/** The memories that go on from now; what lies in the future is handed to the one that begins. */
function turn(memories: readonly Memory[], { lengthMs, rowsMax = ROWS_MAX, ...clock }: PresenceLength) {
  const isFull = (memory: Memory) => rowsOf(memory) >= rowsMax;
  const lasting = memories.filter((memory) => !isFull(memory));
  const newest = memories.at(-1);
  const since = clock.now();
  if (!newest || (newest.since > since - lengthMs && !isFull(newest))) return lasting;
  const projects = [...newest.projects].map(([projectId, seen]) => [projectId, copySince(seen, since)] as const);
  return [...lasting.slice(-1), { since, projects: new Map(projects.filter(([, seen]) => sizeOf(seen) > 0)) }];
}

function rowsOf({ projects }: Memory): number {
  let rows = 0;
  for (const seen of projects.values()) rows += sizeOf(seen);
  return rows;
}

function toSeenVisit({ visit, ...session }: Session): SeenVisit {
  const { sessionId, visitorId, startedAt, lastEventAt, lastActivityAt } = session;
  return { sessionId, visitorId, startedAt, lastEventAt, lastActivityAt, texts: visit };
}
