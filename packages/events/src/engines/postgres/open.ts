import { Unavailable } from "@heliometer/core";
import { compile } from "../../postgres-family/compile.ts";
import { postgresDialect } from "../../postgres-family/dialect.ts";
import { toResultRow } from "../../result-row.ts";
import type { EventStore } from "../../store.ts";
import { openPool } from "./connections.ts";
import { explain } from "./errors.ts";
import { migrate } from "./migrate.ts";
import { createPartitions } from "./partitions.ts";
import { openReaders } from "./readers.ts";
import { type Housekeeping, openWriter } from "./writer.ts";

/** A Postgres server from version 15 on. Any number of nodes may have it open at once. */
export interface PostgresOptions {
  readonly engine: "postgres";
  /** postgres://user:password@host:port/database */
  readonly url: string;
  /** The largest number of connections for reports, default 8. Seven more write and keep house. */
  readonly poolMax?: number;
  /** A report that takes longer is stopped; default 30 s. */
  readonly statementTimeoutMs?: number;
}

const READERS_DEFAULT = 8;
const READ_TIMEOUT_MS = 30_000;

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

function createStore(options: PostgresOptions, housekeeping: Housekeeping): EventStore {
  const { url, poolMax = READERS_DEFAULT, statementTimeoutMs = READ_TIMEOUT_MS } = options;
  const writer = openWriter(url, housekeeping);
  const readers = openReaders({ url, max: poolMax, timeoutMs: statementTimeoutMs });
  const closedError = new Unavailable("The event store is closed.");
  let closed: Promise<void> | undefined;

  async function dataThrough(projectId: string): Promise<number | null> {
    const sql = "select ts from events where project_id = $1 order by ts desc limit 1";
    const [last] = await readers.query({ sql, values: [projectId] });
    return last === undefined ? null : Number(last.ts);
  }

  async function shut(): Promise<void> {
    await Promise.all([readers.close(closedError), writer.close()]);
    await housekeeping.keeper.end();
  }

  return {
    append: writer.append,
    load: writer.load,
    mergeVisitors: writer.mergeVisitors,
    amend: writer.amend,
    erase: writer.erase,
    replaceFacts: writer.replaceFacts,
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
