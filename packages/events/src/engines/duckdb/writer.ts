import type { DuckDBConnection } from "@duckdb/node-api";
import { hashMerge } from "../../merges.ts";
import type { Plan, ResultRow } from "../../plan.ts";
import type { Extent } from "../../postgres-family/conditions.ts";
import { createQueue } from "../../queue.ts";
import type { EventStore } from "../../store.ts";
import { amendBatch, appendBatch } from "./append.ts";
import { eraseRows } from "./erase.ts";
import { explained } from "./errors.ts";
import { loadHistory } from "./load.ts";
import { readKnownEvents } from "./memory/known-events.ts";
import { readLongestVisit } from "./memory/longest-visit.ts";
import type { Presence, PresenceLength } from "./memory/presence.ts";
import { readPresence } from "./memory/read-presence.ts";
import { type KnownBefore, readWriterMemory, type WriterMemory } from "./memory/writer-memory.ts";
import { mergeVisitors } from "./merge.ts";

/** The one writer of a store: batches, loads and checkpoints take their turns on its connection. */
export interface Writer extends Pick<EventStore, "append" | "load" | "mergeVisitors" | "amend" | "erase"> {
  /** The instant of a project's last event. */
  latestOf(projectId: string): number | undefined;
  /** What is known of the tables by what has been written so far, for a question about this project. */
  extent(projectId: string): Extent;
  /** The rows of a plan that asks who is there, from memory; null where the tables have to be asked. */
  answer(plan: Plan): ResultRow[] | null;
  /** Hears that somebody else has written to the store. */
  noteWritten(): void;
  /** Moves the write-ahead log into the file if anything was written since the last time. */
  checkpoint(): Promise<void>;
  /** Refuses what comes from now on with `reason`; ends with a checkpoint when what came before and `others` are done. */
  close(reason: Error, others: Promise<void>): Promise<void>;
}

export interface WriterOptions {
  readonly presence: PresenceLength;
  /** Tables of more events are read in pieces. */
  readonly piecesAbove: number;
}

/** Takes over a connection on which nobody else works. */
export async function createWriter(connection: DuckDBConnection, options: WriterOptions): Promise<Writer> {
  let known = await readKnownEvents(connection);
  const longestVisit = await readLongestVisit(connection);
  const inTurn = createQueue();
  const memory = keepMemory(connection, { longestVisit, numbers: known.numbers, presence: options.presence });
  let hasWritten = false;
  let closed: Error | undefined;

  function write<Result>(work: () => Promise<Result>): Promise<Result> {
    if (closed) return Promise.reject(closed);
    hasWritten = true;
    return explained(inTurn(work));
  }

  const append: EventStore["append"] = async (events) => {
    if (events.length === 0) return { stored: 0, duplicates: 0 };
    const fresh = await write(async () => {
      const stored = await memory.use((remembered) => appendBatch(connection, remembered, events));
      for (const { source } of stored) known.note(source.projectId, source.ts);
      return stored;
    });
    return { stored: fresh.length, duplicates: events.length - fresh.length };
  };

  const load: EventStore["load"] = (events, onProgress) =>
    write(async () => {
      memory.forget();
      const result = await loadHistory(connection, {
        events,
        onProgress,
        onVisits: longestVisit.note,
        known,
      });
      known.noteHistory(result.stored, result.latest);
      return result.stored;
    });

  const amend: EventStore["amend"] = async (amendments) => {
    if (amendments.length === 0) return { amended: 0 };
    return { amended: await write(() => memory.use((remembered) => amendBatch(connection, remembered, amendments))) };
  };

  const erase: EventStore["erase"] = (erasure) =>
    write(async () => {
      // It is read anew for the next batch: what has gone cannot be taken out of it.
      memory.forget();
      const result = await eraseRows(connection, erasure);
      known = await readKnownEvents(connection, known);
      return result;
    });

  async function checkpoint(): Promise<void> {
    if (!hasWritten) return;
    await inTurn(async () => {
      hasWritten = false;
      await connection.run("checkpoint");
    });
  }

  async function close(reason: Error, others: Promise<void>): Promise<void> {
    closed = reason;
    await others;
    await checkpoint().finally(() => inTurn(async () => connection.closeSync()));
  }

  // Begun now, so that the first batch need not wait long; should it fail, that batch tries again and tells.
  inTurn(memory.remember).catch(() => undefined);
  return {
    append,
    load,
    mergeVisitors: async (visitors) => ({
      merged: await write(() => memory.use((all) => mergeVisitors(connection, all, hashMerge(visitors)))),
    }),
    amend,
    erase,
    noteWritten: () => {
      hasWritten = true;
    },
    latestOf: (projectId) => known.latestOf(projectId),
    extent: (projectId) => ({ ...longestVisit.reach(), ...known.extent(projectId, options.piecesAbove) }),
    answer: (plan) => (closed ? null : (memory.presence()?.answer(plan) ?? null)),
    checkpoint,
    close,
  };
}

interface Kept extends Omit<KnownBefore, "presence"> {
  readonly presence: PresenceLength;
}

/** The memory, read when it is needed. */
interface MemoryKeeper {
  remember(): Promise<WriterMemory>;
  /** Runs what changes the tables and notes it; after a failure it is not known what the memory has missed. */
  use<Result>(work: (memory: WriterMemory) => Promise<Result>): Promise<Result>;
  forget(): void;
  /** Undefined while it has not been read. */
  presence(): Presence | undefined;
}

function keepMemory(connection: DuckDBConnection, { presence: length, ...kept }: Kept): MemoryKeeper {
  let presence: Presence | undefined;
  let memory: WriterMemory | undefined;

  async function remember(): Promise<WriterMemory> {
    // First what is asked for at once, and read in a moment.
    presence ??= await readPresence(connection, length);
    memory ??= await readWriterMemory(connection, { ...kept, presence });
    return memory;
  }

  function forget(): void {
    presence = undefined;
    memory = undefined;
  }

  return {
    remember,
    use: async (work) => {
      const remembered = await remember();
      try {
        return await work(remembered);
      } catch (error) {
        forget();
        throw error;
      }
    },
    forget,
    presence: () => presence,
  };
}
