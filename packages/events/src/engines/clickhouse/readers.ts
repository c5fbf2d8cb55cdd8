import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import type { ClickHouseSettings } from "@clickhouse/client";
import type { QueryRow, QueryValue, RunOptions } from "../../store.ts";
import { type Answer, type Connection, toRawRows } from "./connection.ts";
import { explain } from "./errors.ts";

/** A statement with its values by the names of its placeholders. */
export interface NamedQuery {
  readonly text: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Answers queries, stops those that are given up. */
export interface Readers {
  query(query: NamedQuery, options?: RunOptions): Promise<QueryRow[]>;
  /** Ends what runs with `reason`. */
  close(reason: Error): Promise<void>;
}

export interface ReadersOptions {
  readonly connection: Connection;
  /** Connections that no report can keep busy; here a query is stopped. */
  readonly control: Connection;
  /** A query that takes longer is stopped by the server. */
  readonly timeoutMs: number;
}

/** A server that cannot even say that a query took too long is not waited for. */
const SILENCE_MS = 5_000;
/** A kill that comes before the query has begun is lost, so it is sent again. */
const KILL_AFTER_MS = [0, 100, 1_000];

/** Readers over a connection. */
export function openReaders({ connection, control, timeoutMs }: ReadersOptions): Readers {
  const seconds = Math.max(1, Math.ceil(timeoutMs / 1_000));
  const closing = new AbortController();
  const running = new Set<Promise<unknown>>();
  const tooLong = `The event store stopped the query after ${seconds} seconds. Ask for a shorter period, or try again later.`;
  const settings: ClickHouseSettings = {
    max_execution_time: seconds,
    readonly: "2",
    cancel_http_readonly_queries_on_client_close: 1,
    // Every read sees the newest version of a row alone.
    final: 1,
    // All versions of a row lie in the same month.
    do_not_merge_across_partitions_select_final: 1,
  };

  async function read({ text, values }: NamedQuery, signal: AbortSignal): Promise<QueryRow[]> {
    signal.throwIfAborted();
    const queryId = randomUUID();
    const silence = AbortSignal.timeout(seconds * 1_000 + SILENCE_MS);
    try {
      const anyEnd = AbortSignal.any([signal, silence]);
      return toQueryRows(await connection.read({ text, values, settings, queryId, signal: anyEnd }));
    } catch (error) {
      if (signal.aborted || silence.aborted) stop(queryId);
      signal.throwIfAborted();
      throw explain(silence.aborted ? silence.reason : error, tooLong);
    }
  }

  function stop(queryId: string): void {
    track(kill(control, queryId)).catch(() => undefined);
  }

  function track<Result>(work: Promise<Result>): Promise<Result> {
    running.add(work);
    return work.finally(() => running.delete(work));
  }

  return {
    query: (query, { signal } = {}) =>
      track(read(query, signal ? AbortSignal.any([signal, closing.signal]) : closing.signal)),
    close: async (reason) => {
      closing.abort(reason);
      // What is stopped starts work of its own: the stopping.
      while (running.size > 0) await Promise.allSettled(running);
    },
  };
}

/** Stops a query inside the server. Where that is not allowed, the server notices that nobody listens any more. */
async function kill(control: Connection, queryId: string): Promise<void> {
  for (const waitMs of KILL_AFTER_MS) {
    await setTimeout(waitMs);
    const isGone = await control.command(`kill query where query_id = '${queryId}'`).then(
      () => false,
      () => true,
    );
    if (isGone) return;
  }
}

/** Rows whose whole numbers are numbers, or bigint beyond 2^53. */
function toQueryRows(answer: Answer): QueryRow[] {
  return toRawRows(answer).map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, toQueryValue(value)])),
  );
}

function toQueryValue(value: unknown): QueryValue {
  if (typeof value === "bigint") {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }
  if (value === null || typeof value === "string" || typeof value === "number") return value;
  return typeof value === "boolean" ? Number(value) : JSON.stringify(value);
}
