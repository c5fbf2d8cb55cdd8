import type { Clock } from "@heliometer/core";
import type { Database } from "@heliometer/db";
import { sql } from "kysely";
import { sweepRegistrations } from "./registration/limit.ts";

const BATCH_ROWS = 1_000;
/** Bounds one run; the next one goes on where it stopped. */
const BATCHES_MAX = 100;
const DAY_MS = 86_400_000;
const UNUSED_CLIENT_MS = DAY_MS;
const ABANDONED_CLIENT_MS = 90 * DAY_MS;
/** Longer than any authorization takes, so that a grant whose code is on its way stays. */
const DEAD_GRANT_MS = DAY_MS;
const KEPT_STEPS_MS = 30 * DAY_MS;

/** Rows that one sweep deleted. */
export interface SweepResult {
  records: number;
  grants: number;
  clients: number;
  steps: number;
}

/**
 * Deletes what can no longer be used: expired records; grants that have expired, or whose last token has; clients that
 * got no grant within 24 hours, or had none for 90 days; steps of the log after 30 days; counts
 * of registrations after an hour. A client with a grant always stays: its assistant would keep
 * the dead `client_id` and show its person an error page. Safe to run in several processes at once.
 */
export async function sweepOauth({ db, clock }: { db: Database; clock: Clock }): Promise<SweepResult> {
  const now = clock();
  await sweepRegistrations({ db, clock });
  return {
    records: await inBatches(() => expiredRecords(db, now)),
    grants: await inBatches(() => deadGrants(db, now)),
    clients: await inBatches(() => unusedClients(db, now)),
    steps: await inBatches(() => oldSteps(db, now)),
  };
}

async function expiredRecords(db: Database, now: number): Promise<number> {
  const result = await sql`
    delete from oauth_records where (model, id_hash) in (
      select model, id_hash from oauth_records where expires_at <= ${now} limit ${BATCH_ROWS}
    )`.execute(db);
  return Number(result.numAffectedRows ?? 0n);
}

async function deadGrants(db: Database, now: number): Promise<number> {
  const result = await sql`
    delete from oauth_grants where id in (
      select id from oauth_grants
      where expires_at <= ${now} or (
        created_at <= ${now - DEAD_GRANT_MS}
        and not exists (
          select 1 from oauth_records
          where oauth_records.grant_id = oauth_grants.id
            and (oauth_records.expires_at is null or oauth_records.expires_at > ${now})
        )
      )
      limit ${BATCH_ROWS}
    )`.execute(db);
  return Number(result.numAffectedRows ?? 0n);
}

async function unusedClients(db: Database, now: number): Promise<number> {
  // The age is asked twice: a consent that commits while this statement waits for its row has touched last_used_at.
  const result = await sql`
    delete from oauth_clients where id in (
      select id from oauth_clients
      where (
        (last_used_at is null and created_at <= ${now - UNUSED_CLIENT_MS})
        or last_used_at <= ${now - ABANDONED_CLIENT_MS}
      )
      and (document_fetched_at is null or document_fetched_at <= ${now - UNUSED_CLIENT_MS})
      and not exists (select 1 from oauth_grants where oauth_grants.client_id = oauth_clients.id)
      limit ${BATCH_ROWS}
    )
    and (last_used_at is null or last_used_at <= ${now - ABANDONED_CLIENT_MS})`.execute(db);
  return Number(result.numAffectedRows ?? 0n);
}

async function oldSteps(db: Database, now: number): Promise<number> {
  const result = await sql`
    delete from oauth_steps where id in (
      select id from oauth_steps where at <= ${now - KEPT_STEPS_MS} limit ${BATCH_ROWS}
    )`.execute(db);
  return Number(result.numAffectedRows ?? 0n);
}

async function inBatches(deleteBatch: () => Promise<number>): Promise<number> {
  let total = 0;
  for (let batch = 0; batch < BATCHES_MAX; batch += 1) {
    const deleted = await deleteBatch();
    total += deleted;
    if (deleted < BATCH_ROWS) break;
  }
  return total;
}
