import type { Stores } from "../context.ts";
import { isTouchDue, TOUCH_INTERVAL_MS } from "../touch.ts";

/**
 * Notes that a key was used just now, at most once a minute. A note that cannot be written (a full disk) is no reason to
 * refuse the key, which was read a moment ago.
 */
export async function touchKey({ db, clock }: Stores, key: { id: string; last_used_at: number | null }): Promise<void> {
  const now = clock();
  if (!isTouchDue(key.last_used_at, now)) return;
  const note = db
    .updateTable("api_keys")
    .set({ last_used_at: now })
    .where("id", "=", key.id)
    // Of many calls in the same instant, on several processes, one writes.
    .where((where) =>
      where.or([where("last_used_at", "is", null), where("last_used_at", "<=", now - TOUCH_INTERVAL_MS)]),
    );
  await note.execute().catch(() => undefined);
}
