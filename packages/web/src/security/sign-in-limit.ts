import { isIP } from "node:net";
import { type Clock, hashSecret, RateLimited } from "@heliometer/core";

const FAILURES_FREE = 5;
const WINDOW_MS = 15 * 60_000;
const FIRST_DELAY_MS = 30_000;
const ADDRESS_FAILURES_MAX = 50;
const ENTRIES_MAX = 10_000;
const IPV6 = 6;
const IPV6_GROUPS = 8;

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
  const pairs: Entries = new Map();
  const addresses: Entries = new Map();

  const current = (entries: Entries, key: string): Failures | null => {
    const failures = entries.get(key);
    return failures && clock() - failures.lastAt < WINDOW_MS ? failures : null;
  };
  const count = (entries: Entries, key: string): void => {
    const failures = (current(entries, key)?.count ?? 0) + 1;
    // Deleting first keeps the map in order of the last try, so that the oldest entry is the one that goes.
    entries.delete(key);
    entries.set(key, { count: failures, lastAt: clock() });
    const oldest = entries.keys().next().value;
    if (entries.size > ENTRIES_MAX && oldest !== undefined) entries.delete(oldest);
  };
  const takeBack = (entries: Entries, key: string): void => {
    const failures = entries.get(key);
    if (failures) failures.count = Math.max(failures.count - 1, 0);
  };

  return {
    /**
     * Counts a try as a failure before the password is looked at, so that many at once do not slip through together;
     * the caller says afterwards when it was none.
     * @throws RateLimited when this account may not be tried from this address yet.
     */
    begin({ email, address }: Attempt): BegunAttempt {
      const network = networkOf(address);
      const pair = pairOf(email, network);
      const waitMs = Math.max(
        remainingMs(current(pairs, pair), FAILURES_FREE, clock()),
        remainingMs(current(addresses, network), ADDRESS_FAILURES_MAX, clock()),
      );
      if (waitMs > 0) throw new RateLimited("Too many tries to sign in.", Math.ceil(waitMs / 1000));
      count(pairs, pair);
      count(addresses, network);
      return {
        succeeded: () => {
          pairs.delete(pair);
          takeBack(addresses, network);
        },
        cancelled: () => {
          takeBack(pairs, pair);
          takeBack(addresses, network);
        },
      };
    },
  };
}

type Entries = Map<string, Failures>;

export interface Attempt {
  email: string;
  /** Network address of the browser. */
  address: string;
}

export interface BegunAttempt {
  /** The password was right: the account starts afresh. */
  succeeded(): void;
  /** Nobody looked at the password. */
  cancelled(): void;
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

/** One line of IPv6 has 2^64 addresses, so its /64 counts as one. */
function networkOf(address: string): string {
  if (isIP(address) !== IPV6 || address.includes(".")) return address;
  const [head = "", tail = ""] = address.split("::");
  const left = head.split(":").filter(Boolean);
  const right = tail.split(":").filter(Boolean);
  const zeros = Array.from({ length: Math.max(IPV6_GROUPS - left.length - right.length, 0) }, () => "0");
  return [...left, ...zeros, ...right].slice(0, IPV6_GROUPS / 2).join(":");
}
