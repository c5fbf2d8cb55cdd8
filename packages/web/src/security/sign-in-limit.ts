import { type Clock, hashSecret, RateLimited } from "@heliometer/core";

const FAILURES_FREE = 5;
const WINDOW_MS = 15 * 60_000;
const FIRST_DELAY_MS = 30_000;
const ADDRESS_FAILURES_MAX = 50;
const ENTRIES_MAX = 10_000;

interface Failures {
  count: number;
  lastAt: number;
}

/**
 * Slows down guessing. After five failures of one account from one address within 15 minutes each further try has to
 * wait, first 30 seconds, then twice as long every time, 15 minutes at most. The pair is what counts: a stranger's
 * failures from elsewhere never lock a person out. One address may fail 50 times over all accounts.
 */
export function createSignInLimit(clock: Clock) {
  const pairs = new Map<string, Failures>();
  const addresses = new Map<string, Failures>();

  const current = (entries: Map<string, Failures>, key: string): Failures | null => {
    const failures = entries.get(key);
    return failures && clock() - failures.lastAt < WINDOW_MS ? failures : null;
  };
  const addFailure = (entries: Map<string, Failures>, key: string): void => {
    const count = (current(entries, key)?.count ?? 0) + 1;
    // Deleting first keeps the map in order of the last failure, so that the oldest entry is the one that goes.
    entries.delete(key);
    entries.set(key, { count, lastAt: clock() });
    const oldest = entries.keys().next().value;
    if (entries.size > ENTRIES_MAX && oldest !== undefined) entries.delete(oldest);
  };

  return {
    /** @throws RateLimited when this account may not be tried from this address yet. */
    check({ email, address }: Attempt): void {
      const waitMs = Math.max(
        remainingMs(current(pairs, pairOf(email, address)), FAILURES_FREE, clock()),
        remainingMs(current(addresses, address), ADDRESS_FAILURES_MAX, clock()),
      );
      if (waitMs > 0) throw new RateLimited("Too many tries to sign in.", Math.ceil(waitMs / 1000));
    },
    failed({ email, address }: Attempt): void {
      addFailure(pairs, pairOf(email, address));
      addFailure(addresses, address);
    },
    succeeded({ email, address }: Attempt): void {
      pairs.delete(pairOf(email, address));
    },
  };
}

export interface Attempt {
  email: string;
  /** Network address of the browser. */
  address: string;
}

export type SignInLimit = ReturnType<typeof createSignInLimit>;

function remainingMs(failures: Failures | null, free: number, now: number): number {
  if (!failures || failures.count < free) return 0;
  const delayMs = Math.min(FIRST_DELAY_MS * 2 ** (failures.count - free), WINDOW_MS);
  return Math.max(failures.lastAt + delayMs - now, 0);
}

function pairOf(email: string, address: string): string {
  // Hashed, so that an entry has one size, whatever was typed.
  return hashSecret(JSON.stringify([email.trim().toLowerCase(), address]));
}
