import { hashSecret, networkOf, RateLimited } from "@heliometer/core";
import { type Database, inTransaction, type SignInAttemptRow } from "@heliometer/db";
import type { Stores } from "../context.ts";

/** Failures count for this long after the last of them, and after the wait that it brought. */
const WINDOW_MS = 15 * 60_000;
/** After this time without a failure a counter says nothing any more. */
export const ATTEMPTS_KEPT_MS = 2 * WINDOW_MS;
const FIRST_DELAY_MS = 30_000;
const PAIR_FAILURES_FREE = 5;
const ACCOUNT_FAILURES_FREE = 20;
const ADDRESS_FAILURES_FREE = 50;

/** Something that failures are counted for; `free` of them are without a wait. */
export interface Counter {
  key: string;
  free: number;
  /** A success wipes it out; otherwise a success takes back the one failure that the try was counted as. */
  wiped: boolean;
}

/** A try that counts as a failure until it is said to be none. */
export interface BegunAttempt {
  /** What was asked for was right. */
  succeeded(): Promise<void>;
  /** Nobody looked at it. */
  cancelled(): Promise<void>;
}

/** Who tries to sign in. `device` is a known device of that account, or null. */
export interface SignInAttempt {
  email: string;
  /** Network address of the browser. */
  address: string;
  device: string | null;
  /** Passwords and codes are counted apart. */
  step: "password" | "code";
}

/**
 * What a try to sign in is counted for. A browser that has signed in to the account before has a count of its own, so
 * nobody else's failures hold it up. All others share three: the account from their address, the account from anywhere
 * (which is what stops guessing from many addresses), and their address over all accounts.
 */
export function signInCounters({ email, address, device, step }: SignInAttempt): Counter[] {
  const account = email.trim().toLowerCase();
  if (device !== null) return [counter(["device", step, account, device], PAIR_FAILURES_FREE, true)];
  const network = networkOf(address);
  return [
    counter(["pair", step, account, network], PAIR_FAILURES_FREE, true),
    counter(["account", step, account], ACCOUNT_FAILURES_FREE, false),
    counter(["address", network], ADDRESS_FAILURES_FREE, false),
  ];
}

/** What a password that is asked for again, within a session, is counted for. */
export function confirmationCounters(userId: string): Counter[] {
  return [counter(["confirm", userId], PAIR_FAILURES_FREE, true)];
}

/**
 * Counts a try as a failure before anybody looks at it, so that many at once do not slip through together. Each failure
 * beyond the free ones makes the next try wait: 30 seconds, then twice as long each time, 15 minutes at most.
 * @throws RateLimited while one of the counters waits; that try is not counted.
 */
export async function beginAttempt({ db, clock }: Stores, counters: readonly Counter[]): Promise<BegunAttempt> {
  const now = clock();
  // Looked at before it is written: a flood that is refused costs a read and no write.
  refuseBlocked(await findRows(db, counters), now);
  await change(db, { counters, now }, (rows) => {
    refuseBlocked(rows, now);
    return (row, { free }) => {
      const quietMs = now - Math.max(row.last_at, row.blocked_until);
      const failures = (quietMs < WINDOW_MS ? row.failures : 0) + 1;
      return { failures, last_at: now, blocked_until: blockedUntil(now, failures, free) };
    };
  });
  return {
    succeeded: () => takeBack(db, { counters, now: clock() }, true),
    cancelled: () => takeBack(db, { counters, now: clock() }, false),
  };
}

/** Lets an account be tried again at once, from anywhere. */
export async function forgetFailures(db: Database, email: string): Promise<void> {
  const keys = (["password", "code"] as const).map((step) => keyHash(["account", step, email]));
  await db.deleteFrom("sign_in_attempts").where("key_hash", "in", keys).execute();
}

type Row = Omit<SignInAttemptRow, "key_hash">;
type Rewrite = (row: SignInAttemptRow, counter: Counter) => Row;

async function takeBack(
  db: Database,
  at: { counters: readonly Counter[]; now: number },
  succeeded: boolean,
): Promise<void> {
  await change(db, at, () => (row, { free, wiped }) => {
    const failures = succeeded && wiped ? 0 : Math.max(row.failures - 1, 0);
    return { failures, last_at: row.last_at, blocked_until: blockedUntil(row.last_at, failures, free) };
  });
}

/** Reads and rewrites the counters, one try after another: the no-op update holds the rows until the end. */
async function change(
  db: Database,
  { counters, now }: { counters: readonly Counter[]; now: number },
  decide: (rows: SignInAttemptRow[]) => Rewrite,
): Promise<void> {
  // In one order for everybody, so that two tries never wait for each other.
  const ordered = [...counters].sort((left, right) => (left.key < right.key ? -1 : 1));
  await inTransaction(db, async (tx) => {
    const rows = await tx
      .insertInto("sign_in_attempts")
      .values(ordered.map(({ key }) => ({ key_hash: key, failures: 0, last_at: now, blocked_until: 0 })))
      .onConflict((conflict) =>
        conflict.column("key_hash").doUpdateSet((row) => ({ failures: row.ref("sign_in_attempts.failures") })),
      )
      .returningAll()
      .execute();
    const rewrite = decide(rows);
    for (const each of ordered) {
      const row = rows.find(({ key_hash }) => key_hash === each.key);
      if (!row) continue;
      await tx.updateTable("sign_in_attempts").set(rewrite(row, each)).where("key_hash", "=", each.key).execute();
    }
  });
}

function findRows(db: Database, counters: readonly Counter[]): Promise<SignInAttemptRow[]> {
  const keys = counters.map(({ key }) => key);
  return db.selectFrom("sign_in_attempts").selectAll().where("key_hash", "in", keys).execute();
}

function refuseBlocked(rows: readonly SignInAttemptRow[], now: number): void {
  const waits = rows.map(({ blocked_until }) => blocked_until - now);
  // A longer wait than there is comes from a clock that was set back.
  const waitMs = Math.max(0, ...waits.filter((wait) => wait <= WINDOW_MS));
  if (waitMs > 0) throw new RateLimited("Too many wrong tries.", Math.ceil(waitMs / 1000));
}

function blockedUntil(lastAt: number, failures: number, free: number): number {
  return failures < free ? 0 : lastAt + Math.min(FIRST_DELAY_MS * 2 ** (failures - free), WINDOW_MS);
}

function counter(parts: readonly string[], free: number, wiped: boolean): Counter {
  return { key: keyHash(parts), free, wiped };
}

/** Hashed, so that an entry has one size, whatever was typed, and the table holds no addresses. */
function keyHash(parts: readonly string[]): string {
  return hashSecret(JSON.stringify(parts));
}
