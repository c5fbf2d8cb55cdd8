import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";

/** Connections for reading; each serves one query at a time. */
export interface Readers {
  /** Waits for a free connection and lends it to `work`. Rejects with the signal's reason when aborted while waiting. */
  use<Result>(work: (connection: DuckDBConnection) => Promise<Result>, signal?: AbortSignal): Promise<Result>;
  /** Interrupts what runs, refuses what waits, and closes when everything has come back. */
  close(reason: Error): Promise<void>;
}

/** An interrupt that comes before a query has begun is lost, so it is repeated until everything has come back. */
const INTERRUPT_EVERY_MS = 20;

interface Waiting {
  resolve(connection: DuckDBConnection): void;
  reject(reason: Error): void;
}

/** Opens `size` connections. */
export async function openReaders(instance: DuckDBInstance, size: number): Promise<Readers> {
  const connections = await Promise.all(Array.from({ length: size }, () => instance.connect()));
  const free = [...connections];
  const waiting = new Set<Waiting>();
  const running = new Set<Promise<unknown>>();
  let closed: Error | undefined;

  function giveBack(connection: DuckDBConnection): void {
    const [next] = waiting;
    if (!next) {
      free.push(connection);
      return;
    }
    waiting.delete(next);
    next.resolve(connection);
  }

  async function take(signal: AbortSignal | undefined): Promise<DuckDBConnection> {
    signal?.throwIfAborted();
    if (closed) throw closed;
    const connection = free.pop();
    if (connection) return connection;
    const { promise, resolve, reject } = Promise.withResolvers<DuckDBConnection>();
    const entry: Waiting = { resolve, reject };
    waiting.add(entry);
    const giveUp = () => {
      if (waiting.delete(entry)) reject(signal?.reason);
    };
    signal?.addEventListener("abort", giveUp, { once: true });
    return promise.finally(() => signal?.removeEventListener("abort", giveUp));
  }

  async function lend<Result>(work: (connection: DuckDBConnection) => Promise<Result>, signal?: AbortSignal) {
    const connection = await take(signal);
    try {
      // Closing may have begun since the connection was free.
      if (closed) throw closed;
      return await work(connection);
    } finally {
      giveBack(connection);
    }
  }

  function use<Result>(work: (connection: DuckDBConnection) => Promise<Result>, signal?: AbortSignal) {
    const run = lend(work, signal);
    running.add(run);
    return run.finally(() => running.delete(run));
  }

  async function close(reason: Error): Promise<void> {
    closed = reason;
    for (const { reject } of waiting) reject(reason);
    waiting.clear();
    const interrupt = () => {
      for (const connection of connections) connection.interrupt();
    };
    interrupt();
    const timer = setInterval(interrupt, INTERRUPT_EVERY_MS);
    await Promise.allSettled(running);
    clearInterval(timer);
    for (const connection of connections) connection.closeSync();
  }

  return { use, close };
}
