const DAY_MS = 86_400_000;

/** A session ends when nobody used it for this long … */
const IDLE_MS = 14 * DAY_MS;
/** … and at this age in any case. */
const ABSOLUTE_MS = 90 * DAY_MS;

/** The last instant of a session that is never left idle. */
export function absoluteEnd(createdAt: number): number {
  return createdAt + ABSOLUTE_MS;
}

/** The instant at which a session that is used now ends, unless it is used again. */
export function endIfIdle(createdAt: number, now: number): number {
  return Math.min(now + IDLE_MS, absoluteEnd(createdAt));
}
