import type { Pool, PoolClient } from "pg";
import { inTransaction, SCHEMA } from "./connections.ts";
import { isLockTimeout } from "./errors.ts";
import { lockSchema } from "./locks.ts";

/** The partitions of `events`, one a calendar month of UTC. */
export interface Partitions {
  /**
   * Sees to it that a partition stands for the month of every instant and for the month after it. Where a long report
   * is in the way, the events go to the default partition, and the next try comes later.
   */
  ensure(instants: Iterable<number>): Promise<void>;
}

interface Month {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** Events beyond these instants are mistakes of a clock; the default partition holds them. */
const FIRST_INSTANT = Date.UTC(2000, 0);
const LAST_INSTANT = Date.UTC(2100, 0);
/** A partition cannot be added while anybody reads the default one, and everybody else would queue up behind. */
const LOCK_TIMEOUT = "2s";
const RETRY_AFTER_MS = 60_000;

export function createPartitions(pool: Pool): Partitions {
  const known = new Set<string>();
  const retryAt = new Map<string, number>();
  let turn: Promise<unknown> = Promise.resolve();

  async function add(month: Month): Promise<void> {
    if (known.has(month.name) || performance.now() < (retryAt.get(month.name) ?? 0)) return;
    try {
      await inTransaction(pool.connect(), [`set local lock_timeout = '${LOCK_TIMEOUT}'`], (client) =>
        addPartition(client, month),
      );
      known.add(month.name);
    } catch (error) {
      if (!isLockTimeout(error)) throw error;
      retryAt.set(month.name, performance.now() + RETRY_AFTER_MS);
    }
  }

  async function addAll(months: readonly Month[]): Promise<void> {
    for (const month of months) await add(month);
  }

  return {
    ensure: async (instants) => {
      const missing = monthsOf(instants).filter(({ name }) => !known.has(name));
      if (missing.length === 0) return;
      // One at a time: a second caller finds the partition made instead of waiting for its lock.
      const run = turn.then(() => addAll(missing));
      turn = run.catch(() => undefined);
      await run;
    },
  };
}

async function addPartition(client: PoolClient, { name, start, end }: Month): Promise<void> {
  await lockSchema(client);
  const { rows } = await client.query<{ oid: string | null }>("select to_regclass($1) as oid", [`${SCHEMA}.${name}`]);
  if (rows[0]?.oid !== null) return;
  await client.query("lock table events_default in access exclusive mode");
  // Attached rather than made in place: that way readers of the other months need not stop.
  await client.query(`create table ${name} (like events including all excluding indexes)`);
  await client.query(
    `with moved as (delete from events_default where ts >= ${start} and ts < ${end} returning *)
     insert into ${name} select * from moved`,
  );
  await client.query(`alter table events attach partition ${name} for values from (${start}) to (${end})`);
}

function monthsOf(instants: Iterable<number>): Month[] {
  const months = new Map<string, Month>();
  for (const instant of instants) {
    if (instant < FIRST_INSTANT || instant >= LAST_INSTANT) continue;
    const month = monthOf(instant);
    months.set(month.name, month);
  }
  for (const { end } of [...months.values()]) {
    const next = monthOf(end);
    months.set(next.name, next);
  }
  return [...months.values()];
}

function monthOf(instant: number): Month {
  const date = new Date(instant);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  return {
    name: `events_${year}_${String(month + 1).padStart(2, "0")}`,
    start: Date.UTC(year, month),
    end: Date.UTC(year, month + 1),
  };
}
