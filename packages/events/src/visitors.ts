import type { SessionizeResult } from "./sessionize.ts";
import type { Session } from "./sessions.ts";

/** What is known of a visitor over all visits. Instants are milliseconds since the epoch. */
export interface Visitor {
  readonly projectId: string;
  readonly visitorId: bigint;
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  /** Start of the latest visit. */
  readonly lastSessionAt: number;
  readonly sessions: number;
  readonly firstSource: string;
  readonly firstChannel: string;
}

/** The new state of every visitor whose visits have changed. */
export function updateVisitors(known: ReadonlyMap<bigint, Visitor>, result: SessionizeResult): Visitor[] {
  const added = new Map<bigint, number>();
  for (const { visitorId } of result.inserted) added.set(visitorId, (added.get(visitorId) ?? 0) + 1);
  for (const { session } of result.absorbed) added.set(session.visitorId, (added.get(session.visitorId) ?? 0) - 1);
  const visitors: Visitor[] = [];
  for (const [visitorId, sessions] of result.byVisitor) {
    const visitor = updateVisitor(known.get(visitorId), sessions, added.get(visitorId) ?? 0);
    if (visitor) visitors.push(visitor);
  }
  return visitors;
}

/** `sessions` reach to the visitor's latest visit, so its end and start are the visitor's. */
function updateVisitor(known: Visitor | undefined, sessions: readonly Session[], added: number): Visitor | undefined {
  const first = sessions[0];
  const last = sessions.at(-1);
  if (!first || !last) return undefined;
  const isFirst = first.prevAt === null || !known;
  return {
    projectId: first.projectId,
    visitorId: first.visitorId,
    firstSeenAt: isFirst ? first.startedAt : known.firstSeenAt,
    lastSeenAt: last.lastActivityAt,
    lastSessionAt: last.startedAt,
    sessions: (known?.sessions ?? 0) + added,
    firstSource: isFirst ? first.visit.source : known.firstSource,
    firstChannel: isFirst ? first.visit.channel : known.firstChannel,
  };
}
