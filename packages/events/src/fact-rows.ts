import { DIRECT_CHANNEL, FACT_CODES, type RevenueFact, type SubjectFacts } from "./facts.ts";
import { hashId } from "./hash.ts";

/** A subject with its ids as the tables hold them. */
export interface HashedSubject {
  readonly projectId: string;
  readonly projectKey: bigint;
  readonly subjectId: bigint;
  readonly subject: string;
  readonly version: number;
  readonly facts: readonly FactRow[];
}

/** A fact as the tables hold it: a touch with its place among the touches of its customer. */
export interface FactRow extends TouchPlace {
  readonly projectKey: bigint;
  readonly subjectId: bigint;
  readonly fact: RevenueFact;
}

/**
 * Where a touch stands, so that no report has to look through all touches of a customer to find the first or the last of
 * a window. Durations count back from the first payment, in milliseconds.
 */
interface TouchPlace {
  /** How long before the first payment; -1 of what is no touch, what came later, and where nobody has paid. */
  readonly leadMs: number;
  /** The same of the touch before this one; `NEVER_MS` of the very first. */
  readonly leadBeforeMs: number;
  /** The same of the customer's last touch that is not direct; `NEVER_MS` where all are. */
  readonly nonDirectLeadMs: number;
  /** 1 for the last touch, 2 for the one before; 0 of what is no touch. */
  readonly fromEnd: number;
  /** The same among the touches that are not direct; 0 for those that are. */
  readonly fromEndNonDirect: number;
}

/** Longer than any window: how long before the first payment the touch before the very first one was. */
export const NEVER_MS = Number.MAX_SAFE_INTEGER;
const NO_PLACE: TouchPlace = { leadMs: -1, leadBeforeMs: -1, nonDirectLeadMs: -1, fromEnd: 0, fromEndNonDirect: 0 };

/** Stands for a project in the tables of facts: a number is compared faster than a text. */
export function projectKeyOf(projectId: string): bigint {
  return hashId(projectId, "");
}

/** Stands for a subject in the tables of facts. */
function subjectIdOf(projectId: string, subject: string): bigint {
  return hashId(projectId, subject);
}

/** Hashes ids and works out what reports would otherwise look for among all touches; the newest version of each subject. */
export function hashSubjects(subjects: readonly SubjectFacts[]): HashedSubject[] {
  const newest = new Map<bigint, HashedSubject>();
  for (const { projectId, subject, version, facts } of subjects) {
    const ids = { projectKey: projectKeyOf(projectId), subjectId: subjectIdOf(projectId, subject) };
    const known = newest.get(ids.subjectId);
    if (known && known.version >= version) continue;
    newest.set(ids.subjectId, { projectId, subject, version, ...ids, facts: toRows(ids, facts) });
  }
  return [...newest.values()];
}

/** In pieces of at most that many facts, or of one subject that has more. */
export function* piecesOf(subjects: readonly HashedSubject[], factsMax: number): Generator<HashedSubject[]> {
  let piece: HashedSubject[] = [];
  let facts = 0;
  for (const subject of subjects) {
    // A subject without facts is work, too.
    const own = subject.facts.length + 1;
    if (piece.length > 0 && facts + own > factsMax) {
      yield piece;
      piece = [];
      facts = 0;
    }
    piece.push(subject);
    facts += own;
  }
  if (piece.length > 0) yield piece;
}

function toRows(ids: Pick<FactRow, "projectKey" | "subjectId">, facts: readonly RevenueFact[]): FactRow[] {
  const paidAt = facts.find(({ kind }) => kind === "first_payment")?.at ?? null;
  const touches = facts.filter(({ kind, at }) => kind === "touch" && (paidAt === null || at <= paidAt));
  const places = placesOf(touches.sort(byTime), paidAt);
  return facts.map((fact) => ({ ...ids, fact, ...(places.get(fact) ?? NO_PLACE) }));
}

function placesOf(touches: readonly RevenueFact[], paidAt: number | null): Map<RevenueFact, TouchPlace> {
  const places = new Map<RevenueFact, TouchPlace>();
  const leadOf = (touch: RevenueFact | undefined) =>
    touch === undefined ? NEVER_MS : paidAt === null ? -1 : paidAt - touch.at;
  const nonDirectLeadMs = leadOf(touches.findLast(({ channel }) => channel !== DIRECT_CHANNEL));
  let nonDirect = 0;
  for (const [index, touch] of touches.toReversed().entries()) {
    const isDirect = touch.channel === DIRECT_CHANNEL;
    if (!isDirect) nonDirect += 1;
    places.set(touch, {
      leadMs: leadOf(touch),
      leadBeforeMs: leadOf(touches[touches.length - index - 2]),
      nonDirectLeadMs,
      fromEnd: index + 1,
      fromEndNonDirect: isDirect ? 0 : nonDirect,
    });
  }
  return places;
}

/** Of touches at the same instant the order is that of their texts, the same whatever order they come in. */
function byTime(one: RevenueFact, other: RevenueFact): number {
  return one.at - other.at || (textOf(one) < textOf(other) ? -1 : 1);
}

function textOf({ channel, source, medium, campaign }: RevenueFact): string {
  return [channel, source, medium, campaign].join("\0");
}

/** The code of a fact's kind. */
export function codeOf({ fact }: FactRow): number {
  return FACT_CODES[fact.kind];
}
