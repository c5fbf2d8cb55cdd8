import { Unavailable } from "@heliometer/core";
import type { AppendResult } from "@heliometer/events";
import { applyEntries, type WritableStore } from "./apply.ts";
import type { Entry } from "./entries.ts";
import { isolateRefused, type RefusedEntry } from "./isolate.ts";
import { pause } from "./pause.ts";

export interface ApplyForSureOptions {
  readonly store: WritableStore;
  /** How long the first pause between two tries is; each is twice the one before, up to five seconds. */
  readonly retryAfterMs: number;
  /** Ends the tries; what is not applied by then stays in the journal. */
  readonly signal: AbortSignal;
  /** Entries that come next, as far as there are any. */
  more(): Promise<readonly Entry[]>;
  /** Keeps entries that the store refuses for ever; they are left out when this has resolved. */
  onRefused(refused: readonly RefusedEntry[]): Promise<void>;
  /** The store did not take the entries; they are tried again. */
  onTrouble(error: unknown, entries: number): void;
}

const RETRY_AFTER_MS_MAX = 5_000;
/** So often the store may refuse entries as a whole before it is asked for the parts of them. */
const REFUSALS_OF_WHOLE = 3;

/**
 * Applies entries however long it takes; null when it was stopped before. While the store is away they are tried again
 * and again. Entries that it refuses although it takes others are set aside, so that one of them does not hold up the
 * rest; while it takes nothing at all, that is no fault of theirs.
 */
export async function applyForSure(
  first: readonly Entry[],
  { store, retryAfterMs, signal, more, onRefused, onTrouble }: ApplyForSureOptions,
): Promise<AppendResult | null> {
  let entries = first;
  let refusals = 0;
  for (let failures = 1; !signal.aborted; failures += 1) {
    try {
      if (refusals < REFUSALS_OF_WHOLE) return await applyEntries(store, entries);
      const isolated = await isolateRefused(store, entries);
      if (isolated.isProved) {
        await onRefused(isolated.refused);
        return isolated;
      }
      // Later ones may prove that the store works.
      entries = [...entries, ...(await more())];
    } catch (error) {
      onTrouble(error, entries.length);
      if (!(error instanceof Unavailable)) refusals += 1;
    }
    await pause(Math.min(RETRY_AFTER_MS_MAX, retryAfterMs * 2 ** (failures - 1)), signal);
  }
  return null;
}
