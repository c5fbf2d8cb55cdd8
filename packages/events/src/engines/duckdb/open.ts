import type { DuckDBConnection } from "@duckdb/node-api";
import { Unavailable } from "@heliometer/core";
import type { Plan, ResultRow } from "../../plan.ts";
import { compile } from "../../postgres-family/compile.ts";
import { duckdbDialect } from "../../postgres-family/dialect.ts";
import type { AppendResult, EnrichedEvent, EventStore, QueryRow, RunOptions, StoreQuery } from "../../store.ts";
import { appendBatch } from "./append.ts";
import { type InstanceOptions, type LogSetAside, openInstance } from "./instance.ts";
import { type LoadInput, loadHistory } from "./load.ts";
import { migrate } from "./migrate.ts";
import { runQuery } from "./query.ts";
import { createQueue } from "./queue.ts";
import { openReaders } from "./readers.ts";

export interface DuckdbOptions extends InstanceOptions {
  readonly engine: "duckdb";
  /** Hears of a write-ahead log that was put aside because it could not be replayed. */
  readonly onLogSetAside?: (log: LogSetAside) => void;
  /** Hears of a checkpoint by the timer that failed; the store goes on, the log grows until the next one. */
  readonly onCheckpointFailed?: (error: unknown) => void;
}

const READERS = 4;
const CHECKPOINT_EVERY_MS = 60_000;

/** The DuckDB engine: one connection writes, a few read. */
export async function openDuckdbStore(options: DuckdbOptions): Promise<EventStore> {
  const { instance, setAside } = await openInstance(options);
  if (setAside) options.onLogSetAside?.(setAside);
  const writer = await instance.connect();
  await migrate(writer);
  await writer.run("set lock_configuration = true");
  const readers = await openReaders(instance, READERS);
  const latest = await readLatest(writer);
  const exclusive = createQueue();
  const closedError = new Unavailable("The event store is closed.");
  let dirty = false;
  let closed: Promise<void> | undefined;

  function write<Result>(work: () => Promise<Result>): Promise<Result> {
    if (closed !== undefined) return Promise.reject(closedError);
    dirty = true;
    return exclusive(work);
  }

  function noteLatest(projectId: string, ts: number): void {
    if (ts > (latest.get(projectId) ?? Number.NEGATIVE_INFINITY)) latest.set(projectId, ts);
  }

  async function append(events: readonly EnrichedEvent[]): Promise<AppendResult> {
    if (events.length === 0) return { stored: 0, duplicates: 0 };
    const fresh = await write(() => appendBatch(writer, events));
    for (const { source } of fresh) noteLatest(source.projectId, source.ts);
    return { stored: fresh.length, duplicates: events.length - fresh.length };
  }

  async function load(events: LoadInput["events"], onProgress?: LoadInput["onProgress"]): Promise<number> {
    const result = await write(() => loadHistory(writer, { events, onProgress, latestOf: (id) => latest.get(id) }));
    for (const [projectId, ts] of result.latest) noteLatest(projectId, ts);
    return result.stored;
  }

  const query = (statement: StoreQuery, run: RunOptions = {}) =>
    readers.use((connection) => runQuery(connection, statement, run), run.signal);

  async function checkpoint(): Promise<void> {
    if (!dirty) return;
    await exclusive(async () => {
      dirty = false;
      await writer.run("checkpoint");
    });
  }

  const timer = setInterval(() => {
    checkpoint().catch((error: unknown) => options.onCheckpointFailed?.(error));
  }, CHECKPOINT_EVERY_MS);
  timer.unref();

  async function shut(): Promise<void> {
    clearInterval(timer);
    await readers.close(closedError);
    await exclusive(async () => {
      await writer.run("checkpoint");
      writer.closeSync();
      instance.closeSync();
    });
  }

  return {
    append,
    load,
    run: async (plan: Plan, run: RunOptions = {}): Promise<ResultRow[]> => {
      const { text, values } = compile(plan, duckdbDialect);
      const rows = await query({ sql: text, values }, run);
      return rows.map(toResultRow);
    },
    query,
    dataThrough: async (projectId) => latest.get(projectId) ?? null,
    close: () => {
      closed ??= shut();
      return closed;
    },
  };
}

/** The instant of every project's last event. */
async function readLatest(connection: DuckDBConnection): Promise<Map<string, number>> {
  const reader = await connection.runAndReadAll("select project_id, max(ts) from events group by project_id");
  return new Map(reader.getRows().map(([projectId, ts]) => [String(projectId), Number(ts)]));
}

function toResultRow(row: QueryRow): ResultRow {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, typeof value === "bigint" ? Number(value) : value]),
  );
}
