import { type Clock, hashSecret, networkOf } from "@heliometer/core";
import { type Database, inTransaction, type OauthRegistrationRow } from "@heliometer/db";
import { sql } from "kysely";
import { isSharedByAssistants } from "../networks.ts";
import { RequestRefused } from "../refusal.ts";

const MINUTE_MS = 60_000;
const WINDOW_MINUTES = 60;
/** For all addresses together. */
const TOTAL_FACTOR = 50;
/** Everybody's assistant registers from there, and a new client for each fresh connection (anthropics/claude-ai-mcp#966). */
const SHARED_FACTOR = 10;

/** Refuses registrations above `perHour` from one address, and above a total; all nodes count together. */
export interface RegistrationLimit {
  /** Counts one registration. @throws RequestRefused 429 with the seconds to wait; then it is not counted. */
  count(address: string): Promise<void>;
}

export interface RegistrationLimitOptions {
  db: Database;
  clock: Clock;
  perHour: number;
}

/** What is counted, and how much of it an hour may hold. */
interface Counter {
  key: string;
  most: number;
}

/** Limits registrations by network; the cloud of a hosted assistant, which many people share, gets ten times as many. */
export function createRegistrationLimit({ db, clock, perHour }: RegistrationLimitOptions): RegistrationLimit {
  return {
    async count(address) {
      const now = clock();
      const most = isSharedByAssistants(address) ? perHour * SHARED_FACTOR : perHour;
      const counters = [
        { key: hashSecret(`network ${networkOf(address)}`), most },
        { key: hashSecret("everybody"), most: perHour * TOTAL_FACTOR },
      ];
      // Looked at before it is written: a flood that is refused costs a read and no write.
      refuse(await findRows(db, counters, now), counters, { now, more: 1 });
      await inTransaction(db, async (tx) => {
        await add(tx, counters, now);
        refuse(await findRows(tx, counters, now), counters, { now, more: 0 });
      });
    },
  };
}

/** Deletes counts that no limit looks at any more. */
export async function sweepRegistrations({ db, clock }: { db: Database; clock: Clock }): Promise<void> {
  await db
    .deleteFrom("oauth_registrations")
    .where("minute", "<=", minuteOf(clock()) - WINDOW_MINUTES)
    .execute();
}

async function add(tx: Database, counters: readonly Counter[], now: number): Promise<void> {
  await tx
    .insertInto("oauth_registrations")
    // In one order for everybody, so that two registrations never wait for each other.
    .values(counters.map(({ key }) => ({ key_hash: key, minute: minuteOf(now), registrations: 1 })).sort(byKey))
    .onConflict((conflict) =>
      conflict
        .columns(["key_hash", "minute"])
        .doUpdateSet({ registrations: sql<number>`oauth_registrations.registrations + 1` }),
    )
    .execute();
}

/** Minutes of the future are left out: they stand there after the clock was set back. */
function findRows(db: Database, counters: readonly Counter[], now: number): Promise<OauthRegistrationRow[]> {
  const keys = counters.map(({ key }) => key);
  return db
    .selectFrom("oauth_registrations")
    .selectAll()
    .where("key_hash", "in", keys)
    .where("minute", ">", minuteOf(now) - WINDOW_MINUTES)
    .where("minute", "<=", minuteOf(now))
    .orderBy("minute")
    .execute();
}

function refuse(
  rows: readonly OauthRegistrationRow[],
  counters: readonly Counter[],
  { now, more }: { now: number; more: number },
): void {
  for (const { key, most } of counters) {
    const own = rows.filter(({ key_hash }) => key_hash === key);
    let left = own.reduce((sum, { registrations }) => sum + registrations, more);
    if (left <= most) continue;
    let lastMinute = minuteOf(now);
    for (const { minute, registrations } of own) {
      if (left <= most) break;
      left -= registrations;
      lastMinute = minute;
    }
    // With the end of that minute there is room again.
    const until = (lastMinute + WINDOW_MINUTES) * MINUTE_MS;
    throw new RequestRefused({
      status: 429,
      error: "temporarily_unavailable",
      description:
        "Too many registrations from this address. Keep the client_id of an earlier one, or try again later.",
      retryAfterSeconds: Math.max(1, Math.ceil((until - now) / 1000)),
    });
  }
}

function minuteOf(instant: number): number {
  return Math.floor(instant / MINUTE_MS);
}

function byKey(left: { key_hash: string }, right: { key_hash: string }): number {
  return left.key_hash < right.key_hash ? -1 : 1;
}
