import type { CallCount } from "@heliometer/accounts";

export const MINUTE_MS = 60_000;
/** Credentials that are remembered; above it, those of minutes gone by are forgotten first. */
const TALLIES_MAX = 10_000;

/** Adds this node's counts to everybody's; returns everybody's of the same credentials, of these minutes and the ones before. */
export type ShareCounts = (counts: readonly CallCount[]) => Promise<readonly CallCount[]>;

/** What is known of a credential: calls of this minute (`own`: those of them that others have not heard of) and of the one before. */
export interface Tally {
  current: number;
  own: number;
  previous: number;
}

/** What this node has counted and what it has heard from the others. */
interface SharedCounts {
  tallyOf(credential: string, minute: number): Tally;
  /** Counts calls; tells the others after a slice of them, and of the first in a minute. */
  add(credential: string, minute: number, calls: number): void;
  /** Tells and hears now. */
  ask(credential: string, minute: number): Promise<void>;
}

interface Options {
  share?: ShareCounts;
  slice: number;
  onShareFailed: (error: unknown) => void;
}

interface Known {
  minute: number;
  /** Heard from all nodes, this one included. */
  heard: number;
  /** Counted here and not yet in `heard`. */
  own: number;
  previous: number;
}

/** Keeps counts in memory and exchanges them: one exchange at a time, with everything that is due. */
export function createSharedCounts({ share, slice, onShareFailed }: Options): SharedCounts {
  const known = new Map<string, Known>();
  /** Counted here and not told, by credential and minute. */
  const untold = new Map<string, CallCount>();
  let exchange: Promise<void> | null = null;
  let isMoreDue = false;

  const entryOf = (credential: string, minute: number): Known => {
    const found = known.get(credential);
    if (found?.minute === minute) return found;
    const isNext = found?.minute === minute - 1;
    const entry = { minute, heard: 0, own: 0, previous: isNext ? found.heard + found.own : 0 };
    if (!found) forgetOld(known, minute);
    known.set(credential, entry);
    return entry;
  };

  const due = (credential: string, minute: number): CallCount => {
    const key = `${minute} ${credential}`;
    const count = untold.get(key) ?? { credential, minute, calls: 0 };
    untold.set(key, count);
    return count;
  };

  const hear = (told: readonly CallCount[], totals: readonly CallCount[]) => {
    for (const { credential, minute, calls } of told) {
      const entry = known.get(credential);
      if (entry?.minute === minute) entry.own -= calls;
    }
    for (const { credential, minute, calls } of totals) {
      const entry = known.get(credential);
      if (entry?.minute === minute) entry.heard = calls;
      if (entry?.minute === minute + 1) entry.previous = Math.max(entry.previous, calls);
    }
  };

  const run = async (tell: ShareCounts): Promise<void> => {
    do {
      isMoreDue = false;
      const told = [...untold.values()];
      untold.clear();
      try {
        hear(told, await tell(told));
      } catch (error) {
        // What was not told stays counted here.
        onShareFailed(error);
      }
    } while (isMoreDue);
    exchange = null;
  };

  const tell = (): Promise<void> => {
    if (!share) return Promise.resolve();
    // What is asked for during an exchange is answered by the next one, which knows what came in between.
    if (exchange !== null) isMoreDue = true;
    else exchange = run(share);
    return exchange;
  };

  return {
    tallyOf(credential, minute) {
      const { heard, own, previous } = entryOf(credential, minute);
      return { current: heard + own, own, previous };
    },
    add(credential, minute, calls) {
      const entry = entryOf(credential, minute);
      entry.own += calls;
      if (!share) return;
      due(credential, minute).calls += calls;
      if (entry.heard === 0 || entry.own >= slice) void tell();
    },
    async ask(credential, minute) {
      due(credential, minute);
      await tell();
    },
  };
}

function forgetOld(known: Map<string, Known>, minute: number): void {
  if (known.size < TALLIES_MAX) return;
  for (const [credential, entry] of known) if (entry.minute < minute - 1) known.delete(credential);
}
