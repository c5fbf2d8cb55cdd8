import { Unavailable } from "@heliometer/core";
import type { Pool } from "pg";
import { distinctById, hashEvent } from "../../events.ts";
import type { HistoryEvents } from "../../history.ts";
import { hashMerge } from "../../merges.ts";
import { compile } from "../../postgres-family/compile.ts";
import { postgresDialect } from "../../postgres-family/dialect.ts";
import { toResultRow } from "../../result-row.ts";
import type { AppendResult, EnrichedEvent, EventStore, MergeResult, VisitorMerge } from "../../store.ts";
import { appendBatch } from "./append.ts";
import { inTransaction, openPool, SCHEMA } from "./connections.ts";
import { explain } from "./errors.ts";
import { loadHistory } from "./load.ts";
import { mergeVisitors } from "./merge.ts";
import { migrate } from "./migrate.ts";
import { createPartitions, type Partitions } from "./partitions.ts";
import { openReaders } from "./readers.ts";

/** A Postgres server from version 15 on. Any number of nodes may have it open at once. */
export interface PostgresOptions {
  readonly engine: "postgres";
  /** postgres://user:password@host:port/database */
  readonly url: string;
  /** The largest number of connections for reports, default 8. Six more write and keep house. */
  readonly poolMax?: number;
  /** A report that takes longer is stopped; default 30 s. */
  readonly statementTimeoutMs?: number;
}

const READERS_DEFAULT = 8;
const WRITERS = 4;
const READ_TIMEOUT_MS = 30_000;
const WRITE_TIMEOUT_MS = 60_000;

/** An acknowledged batch is on the disk, whatever the server's default is; a stuck node does not keep its locks. */
const APPEND_SETTINGS = [
  "select set_config('synchronous_commit', 'on', true) where current_setting('synchronous_commit') = 'off'",
  `set local statement_timeout = ${WRITE_TIMEOUT_MS}`,
  `set local idle_in_transaction_session_timeout = ${WRITE_TIMEOUT_MS}`,
];
const LOAD_SETTINGS = ["set local statement_timeout = 0", "set local idle_in_transaction_session_timeout = 0"];
/** Statistics for the planner, and marks that let reports read indexes alone. */
const TIDY = `vacuum (analyze) ${SCHEMA}.events, ${SCHEMA}.sessions`;
const WRITE_TOO_LONG = `The event store did not take the events within ${WRITE_TIMEOUT_MS / 1_000} seconds. Nothing of the batch was stored; send it again.`;
const MERGE_TOO_LONG = `The event store did not merge the visitors within ${WRITE_TIMEOUT_MS / 1_000} seconds. Nothing has changed; try again.`;

/**
 * The Postgres engine: one pool writes, another reads.
 * @throws Unavailable when the server does not answer, Conflict when the database cannot be used.
 */
export async function openPostgresStore(options: PostgresOptions): Promise<EventStore> {
  const keeper = openPool(options.url, 1);
  try {
    await migrate(keeper);
    const partitions = createPartitions(keeper);
    await partitions.ensure([Date.now()]);
    return createStore(options, { keeper, partitions });
  } catch (error) {
    await keeper.end();
    throw explain(error, "The event store (Postgres) did not bring its tables up to date in time. Try again later.");
  }
}

/** What looks after the tables: a connection of its own, so that it never waits for a batch that waits for it. */
interface Housekeeping {
  readonly keeper: Pool;
  readonly partitions: Partitions;
}

function createStore(options: PostgresOptions, { keeper, partitions }: Housekeeping): EventStore {
  const { url, poolMax = READERS_DEFAULT, statementTimeoutMs = READ_TIMEOUT_MS } = options;
  const writers = openPool(url, WRITERS);
  const readers = openReaders({ url, max: poolMax, timeoutMs: statementTimeoutMs });
  const writing = new Set<Promise<unknown>>();
  const closedError = new Unavailable("The event store is closed.");
  let closed: Promise<void> | undefined;

  function write<Result>(work: () => Promise<Result>, tooLong = WRITE_TOO_LONG): Promise<Result> {
    if (closed !== undefined) return Promise.reject(closedError);
    const run = work().catch((error: unknown) => {
      throw explain(error, tooLong);
    });
    writing.add(run);
    return run.finally(() => writing.delete(run));
  }

  async function append(events: readonly EnrichedEvent[]): Promise<AppendResult> {
    if (events.length === 0) return { stored: 0, duplicates: 0 };
    const hashed = distinctById(events.map(hashEvent));
    const fresh = await write(async () => {
      await partitions.ensure(events.map(({ ts }) => ts));
      return inTransaction(writers.connect(), APPEND_SETTINGS, (client) => appendBatch(client, hashed));
    });
    return { stored: fresh.length, duplicates: events.length - fresh.length };
  }

  async function merge(visitors: VisitorMerge): Promise<MergeResult> {
    const hashed = hashMerge(visitors);
    const work = () => inTransaction(writers.connect(), APPEND_SETTINGS, (client) => mergeVisitors(client, hashed));
    return { merged: await write(work, MERGE_TOO_LONG) };
  }

  async function hasEvents(projectId: string): Promise<boolean> {
    const { rows } = await keeper.query(`select 1 from ${SCHEMA}.events where project_id = $1 limit 1`, [projectId]);
    return rows.length > 0;
  }

  const load = (events: HistoryEvents, onProgress?: (stored: number) => void) =>
    write(async () => {
      const stored = await inTransaction(writers.connect(), LOAD_SETTINGS, (client) =>
        loadHistory(client, { events, onProgress, partitions, hasEvents }),
      );
      // The history is stored; should this fail, the server does the same in its own time.
      await writers.query(TIDY).catch(() => undefined);
      return stored;
    });

  async function dataThrough(projectId: string): Promise<number | null> {
    const sql = "select ts from events where project_id = $1 order by ts desc limit 1";
    const [last] = await readers.query({ sql, values: [projectId] });
    return last === undefined ? null : Number(last.ts);
  }

  async function shut(): Promise<void> {
    await readers.close(closedError);
    await Promise.allSettled(writing);
    await Promise.all([writers.end(), keeper.end()]);
  }

  return {
    append,
    load,
    mergeVisitors: merge,
    run: async (plan, run) => {
      const { text, values } = compile(plan, postgresDialect);
      const rows = await readers.query({ sql: text, values }, run);
      return rows.map(toResultRow);
    },
    query: readers.query,
    dataThrough,
    close: () => {
      closed ??= shut();
      return closed;
    },
  };
}
