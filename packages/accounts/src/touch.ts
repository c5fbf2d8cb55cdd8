/** "Last used" is kept to the minute: one write a minute for a key in constant use, instead of one a call. */
export const TOUCH_INTERVAL_MS = 60_000;

/** Whether a "last used" instant is old enough to be written again. */
export function isTouchDue(lastUsedAt: number | null, now: number): boolean {
  return lastUsedAt === null || now - lastUsedAt >= TOUCH_INTERVAL_MS;
}
