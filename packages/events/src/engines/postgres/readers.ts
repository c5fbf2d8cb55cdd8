import { setTimeout } from "node:timers/promises";
import type { Pool, PoolClient } from "pg";
import type { QueryRow, RunOptions, StoreQuery } from "../../store.ts";
import { inTransaction, openPool } from "./connections.ts";
import { explain } from "./errors.ts";

/** Connections that only read, apart from those that write. */
export interface Readers {
  query(query: StoreQuery, options?: RunOptions): Promise<QueryRow[]>;
  /** Ends what runs and what waits with `reason`, and closes the connections. */
  close(reason: Error): Promise<void>;
}

export interface ReadersOptions {
  readonly url: string;
  readonly max: number;
  /** A query that takes longer is stopped by the server. */
  readonly timeoutMs: number;
}

/** A cancel request that comes before the query has begun is lost, so it is repeated until the query ends. */
const CANCEL_EVERY_MS = 50;
/** Grouping a month of visits in memory instead of on disk; a larger setting of the server's stays. */
const WORK_MEMORY = "64MB";

/** Opens the readers; connections are made when they are needed. */
export function openReaders({ url, max, timeoutMs }: ReadersOptions): Readers {
  const pool = openPool(url, max);
  const control = openPool(url, 1);
  const closing = new AbortController();
  const running = new Set<Promise<unknown>>();
  const settings = [
    "set transaction read only",
    // Reports read much and return little: compiling them costs more than it saves.
    "set local jit = off",
    `set local statement_timeout = ${Math.trunc(timeoutMs)}`,
    `select set_config('work_mem', '${WORK_MEMORY}', true) where pg_size_bytes(current_setting('work_mem')) < pg_size_bytes('${WORK_MEMORY}')`,
  ];
  const tooLong = `The event store stopped the query after ${timeoutMs / 1_000} seconds. Ask for a shorter period, or try again later.`;

  async function read({ sql, values = [] }: StoreQuery, signal: AbortSignal): Promise<QueryRow[]> {
    signal.throwIfAborted();
    try {
      return await inTransaction(connect(pool, signal), settings, async (client) => {
        const stop = await cancelOnAbort({ client, control, signal });
        try {
          signal.throwIfAborted();
          const { rows } = await client.query<QueryRow>(sql, [...values]);
          return rows;
        } finally {
          await stop();
        }
      });
    } catch (error) {
      signal.throwIfAborted();
      throw explain(error, tooLong);
    }
  }

  return {
    query: (query, { signal } = {}) => {
      const run = read(query, signal ? AbortSignal.any([signal, closing.signal]) : closing.signal);
      running.add(run);
      return run.finally(() => running.delete(run));
    },
    close: async (reason) => {
      closing.abort(reason);
      await Promise.allSettled(running);
      await Promise.all([pool.end(), control.end()]);
    },
  };
}

/** Waits for a free connection; given up when the signal aborts, whereupon the connection goes to the next. */
async function connect(pool: Pool, signal: AbortSignal): Promise<PoolClient> {
  const connecting = pool.connect();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const giveUp = () => reject(signal.reason);
  signal.addEventListener("abort", giveUp, { once: true });
  try {
    return await Promise.race([connecting, aborted]);
  } catch (error) {
    connecting.then(
      (client) => client.release(),
      () => undefined,
    );
    throw error;
  } finally {
    signal.removeEventListener("abort", giveUp);
  }
}

/** Stops what runs on the connection when the signal aborts. The function returned ends that, before the next query. */
async function cancelOnAbort(query: {
  client: PoolClient;
  control: Pool;
  signal: AbortSignal;
}): Promise<() => Promise<void>> {
  const { client, control, signal } = query;
  const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
  const pid = rows[0]?.pid;
  let hasEnded = false;
  let cancelling: Promise<void> | undefined;
  const cancel = async () => {
    while (!hasEnded) {
      // Where no connection can be had for it, the query still ends when its time is up.
      await control.query("select pg_cancel_backend($1)", [pid]).catch(() => undefined);
      await setTimeout(CANCEL_EVERY_MS);
    }
  };
  const onAbort = () => {
    cancelling = cancel();
  };
  signal.addEventListener("abort", onAbort, { once: true });
  return async () => {
    hasEnded = true;
    signal.removeEventListener("abort", onAbort);
    await cancelling;
  };
}
