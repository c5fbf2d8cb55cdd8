import type { DuckDBConnection } from "@duckdb/node-api";
import type { HashedEvent } from "../../events.ts";
import { hashMerge } from "../../merges.ts";
import type { Extent } from "../../postgres-family/conditions.ts";
import type { AppendResult, EnrichedEvent, EventStore } from "../../store.ts";
import { appendBatch } from "./append.ts";
import { loadHistory } from "./load.ts";
import { readKnownEvents } from "./memory/known-events.ts";
import { readLongestVisit } from "./memory/longest-visit.ts";
import { readWriterMemory, type WriterMemory } from "./memory/writer-memory.ts";
import { mergeVisitors } from "./merge.ts";
import { createQueue } from "./queue.ts";

/** The one writer of a store: batches, loads and checkpoints take their turns on its connection. */
export interface Writer extends Pick<EventStore, "append" | "load" | "mergeVisitors"> {
  /** The instant of a project's last event. */
  latestOf(projectId: string): number | undefined;
  /** What is known of the tables by what has been written so far. */
  extent(): Extent;
  /** Moves the write-ahead log into the file if anything was written since the last time. */
  checkpoint(): Promise<void>;
  /** Refuses what comes from now on with `reason`; ends with a checkpoint when what came before is done. */
  close(reason: Error): Promise<void>;
}

/** Takes over a connection on which nobody else works; tables of more events than `piecesAbove` are read in pieces. */
export async function createWriter(connection: DuckDBConnection, piecesAbove: number): Promise<Writer> {
  const known = await readKnownEvents(connection);
  const longestVisit = await readLongestVisit(connection);
  const inTurn = createQueue();
  let memory: WriterMemory | undefined;
  let hasWritten = false;
  let closed: Error | undefined;

  function write<Result>(work: () => Promise<Result>): Promise<Result> {
    if (closed) return Promise.reject(closed);
    hasWritten = true;
    return inTurn(work);
  }

  async function remember(): Promise<WriterMemory> {
    memory ??= await readWriterMemory(connection, longestVisit);
    return memory;
  }

  /** Runs what changes the tables and notes it; after a failure it is not known what the memory has missed. */
  async function withMemory<Result>(work: (memory: WriterMemory) => Promise<Result>): Promise<Result> {
    const remembered = await remember();
    try {
      return await work(remembered);
    } catch (error) {
      memory = undefined;
      throw error;
    }
  }

  async function appendInTurn(events: readonly EnrichedEvent[]): Promise<readonly HashedEvent[]> {
    const fresh = await withMemory((remembered) => appendBatch(connection, remembered, events));
    for (const { source } of fresh) known.note(source.projectId, source.ts);
    return fresh;
  }

  async function append(events: readonly EnrichedEvent[]): Promise<AppendResult> {
    if (events.length === 0) return { stored: 0, duplicates: 0 };
    const fresh = await write(() => appendInTurn(events));
    return { stored: fresh.length, duplicates: events.length - fresh.length };
  }

  const load: EventStore["load"] = (events, onProgress) =>
    write(async () => {
      memory = undefined;
      const result = await loadHistory(connection, {
        events,
        onProgress,
        onVisits: longestVisit.note,
        latestOf: known.latestOf,
      });
      known.noteHistory(result.stored, result.latest);
      return result.stored;
    });

  const merge: EventStore["mergeVisitors"] = (visitors) =>
    write(async () => {
      const hashed = hashMerge(visitors);
      return { merged: await withMemory((remembered) => mergeVisitors(connection, remembered, hashed)) };
    });

  async function checkpoint(): Promise<void> {
    if (!hasWritten) return;
    await inTurn(async () => {
      hasWritten = false;
      await connection.run("checkpoint");
    });
  }

  async function close(reason: Error): Promise<void> {
    closed = reason;
    await inTurn(async () => {
      if (hasWritten) await connection.run("checkpoint");
      connection.closeSync();
    });
  }

  // Begun now, so that the first batch need not wait long; should it fail, that batch tries again and tells.
  inTurn(remember).catch(() => undefined);
  return {
    append,
    load,
    mergeVisitors: merge,
    latestOf: known.latestOf,
    extent: () => ({ ...longestVisit.reach(), isSmall: known.count() <= piecesAbove }),
    checkpoint,
    close,
  };
}
