import { setImmediate } from "node:timers/promises";
import type { DuckDBInstance } from "@duckdb/node-api";
import { Unavailable } from "@heliometer/core";
import type { FactWriter } from "../../fact-writer.ts";
import { compile } from "../../postgres-family/compile.ts";
import { duckdbDialect } from "../../postgres-family/dialect.ts";
import { createQueue } from "../../queue.ts";
import { toResultRow } from "../../result-row.ts";
import type { EventStore } from "../../store.ts";
import { createDuckdbFactWriter } from "./facts.ts";
import { type InstanceOptions, type LogSetAside, openInstance } from "./instance.ts";
import { migrate } from "./migrate.ts";
import { runCompiled, runQuery } from "./query.ts";
import { openReaders, type Readers } from "./readers.ts";
import { createWriter, type Writer } from "./writer.ts";

export interface DuckdbOptions extends InstanceOptions {
  readonly engine: "duckdb";
  /** Tables with more events than that are read in pieces, others all at once; 500,000 unless told. */
  readonly piecesAbove?: number;
  /** More events than that are moved from the log into the file before it is time; 100,000 unless told. */
  readonly checkpointAbove?: number;
  /** Who was there so long ago is known without a look at the tables; five and a half minutes unless told. */
  readonly presenceMs?: number;
  /** Hears of a write-ahead log that could not be replayed to its end. */
  readonly onLogSetAside?: (log: LogSetAside) => void;
  /** Hears of a checkpoint that failed; the store goes on, the log grows until the next one. */
  readonly onCheckpointFailed?: (error: unknown) => void;
}

const READERS = 4;
/** So many events are read in a few milliseconds: less than it takes to plan reading them in pieces. */
const PIECES_ABOVE = 500_000;
/** Longer than what counts as now. */
const PRESENCE_MS = 330_000;
const CHECKPOINT_EVERY_MS = 60_000;
/** What is not in the file yet lies in memory, some five hundred bytes an event: a flood does not wait for the minute. */
const CHECKPOINT_ABOVE = 100_000;

/** The DuckDB engine: one connection writes, a few read. */
export async function openDuckdbStore(options: DuckdbOptions): Promise<EventStore> {
  const { instance, setAside } = await openInstance(options);
  if (setAside) options.onLogSetAside?.(setAside);
  const { writer, facts, readers } = await connect(instance, options);
  let eventsInLog = 0;
  const checkpoint = () => {
    eventsInLog = 0;
    facts.paused(writer.checkpoint).catch((error: unknown) => options.onCheckpointFailed?.(error));
  };
  const timer = setInterval(checkpoint, CHECKPOINT_EVERY_MS);
  timer.unref();

  const query: EventStore["query"] = (statement, run = {}) =>
    readers.use((connection) => runQuery(connection, statement, run), run.signal);

  // Many answers from memory at once would keep everybody else from the thread for as long as all of them take.
  const inTurn = createQueue();
  const run: EventStore["run"] = async (plan, runOptions) => {
    runOptions?.signal?.throwIfAborted();
    const remembered = await inTurn(async () => {
      await setImmediate();
      return writer.answer(plan);
    });
    if (remembered) return remembered;
    const { text, values } = compile(plan, duckdbDialect, writer.extent(plan.projectId));
    const rows = await readers.use(
      (connection) => runCompiled(connection, { sql: text, values }, runOptions),
      runOptions?.signal,
    );
    return rows.map(toResultRow);
  };

  async function shut(): Promise<void> {
    const reason = new Unavailable("The event store is closed.");
    clearInterval(timer);
    try {
      await Promise.all([writer.close(reason, facts.close(reason)), readers.close(reason)]);
    } finally {
      instance.closeSync();
    }
  }

  let closed: Promise<void> | undefined;
  return {
    append: async (events) => {
      const result = await writer.append(events);
      eventsInLog += result.stored;
      if (eventsInLog > (options.checkpointAbove ?? CHECKPOINT_ABOVE)) checkpoint();
      return result;
    },
    load: writer.load,
    mergeVisitors: writer.mergeVisitors,
    amend: writer.amend,
    erase: (erasure) => facts.paused(() => writer.erase(erasure)),
    replaceFacts: facts.replaceFacts,
    run,
    query,
    dataThrough: async (projectId) => writer.latestOf(projectId) ?? null,
    close: () => {
      closed ??= shut();
      return closed;
    },
  };
}

interface Connected {
  readonly writer: Writer;
  /** Beside the writer, on a connection of its own; the writer's checkpoints and erasures bear no other transaction. */
  readonly facts: FactWriter;
  readonly readers: Readers;
}

async function connect(
  instance: DuckDBInstance,
  { piecesAbove = PIECES_ABOVE, presenceMs = PRESENCE_MS }: DuckdbOptions,
): Promise<Connected> {
  try {
    const connection = await instance.connect();
    await migrate(connection);
    await connection.run("set lock_configuration = true");
    const presence = { lengthMs: presenceMs, now: Date.now };
    const writer = await createWriter(connection, { piecesAbove, presence });
    const facts = createDuckdbFactWriter(await instance.connect(), writer.noteWritten);
    return { writer, facts, readers: await openReaders(instance, READERS) };
  } catch (error) {
    instance.closeSync();
    throw error;
  }
}
