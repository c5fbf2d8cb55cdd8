import type { HashedMerge } from "../../merges.ts";
import type { Connection } from "./connection.ts";
import { applyErasure, deleteRows, type ResolvedErasure } from "./erase.ts";
import { applyMerge } from "./merge.ts";
import { type Topology, versionedTables } from "./schema.ts";
import { type Changes, type EncodedRows, encodeChanges, toInserts } from "./tables.ts";

/**
 * Writes to several tables as one, though the server has no transactions. What a batch writes is first stored whole, as
 * one row of `batches`; then it goes to the tables. A row carries the number of its batch as its version, so writing
 * the same rows again changes nothing. Whatever stops the writer in between, the next one writes the last batch again
 * before it does anything else. A merge of visitors is noted by their ids, and an
 * erasure by what it takes; both are done again as long as anything is left to do. A load is too large to be stored twice: it is noted before its first row
 * and after its last, and one that has no second note is removed by its version.
 */
export interface Batches {
  /** Brings the tables in step with the last batch; does nothing where they are. */
  settle(): Promise<void>;
  /** Writes a batch. When it throws, the batch is either not stored at all or will be by the next `settle`. */
  write(changes: Changes): Promise<void>;
  /** Makes two canonical visitors one. When it throws, nothing has changed or the next `settle` does the rest. */
  merge(merge: HashedMerge): Promise<void>;
  /** Erases, the notes of earlier batches included. When it throws, the next `settle` does the rest. */
  erase(erasure: ResolvedErasure): Promise<void>;
  /** Hands `work` a function that writes rows; all of them stay when it resolves, none when it throws. */
  load<Result>(work: (write: (changes: Changes) => Promise<void>) => Promise<Result>): Promise<Result>;
}

export interface BatchesOptions {
  readonly connection: Connection;
  readonly topology: Topology;
  /** Other processes write, too, in turns with this one: each looks whether the last of them came to its end. */
  readonly isShared: boolean;
}

/** Rows to be written, visitors to be merged, what is to be erased, a load that has begun, or the end of any of them. */
type Kind = "rows" | "merge" | "erase" | "load" | "done";

const NEWEST = "select batch, kind, payload from batches where batch = (select max(batch) from batches) limit 1";

/** Reads where the last writer stopped and finishes its work. */
export async function openBatches({ connection, topology, isShared }: BatchesOptions): Promise<Batches> {
  let last = 0;
  let isSettled = false;

  async function settle(): Promise<void> {
    if (isSettled && !isShared) return;
    const { rows } = await connection.read({ text: NEWEST });
    const [batch, kind, payload] = rows[0] ?? [0, "done", ""];
    if (isSettled && Number(batch) === last) return;
    // A note that did not arrive may still do so; its number is not given to another.
    last = Math.max(last, Number(batch));
    if (kind === "rows") await store(JSON.parse(String(payload)));
    if (kind === "merge") await applyMerge(connection, decodeMerge(String(payload)), Number(batch));
    if (kind === "erase") await finishErasure(JSON.parse(String(payload)), Number(batch));
    if (kind === "load") {
      await removeVersion(connection, Number(batch), topology);
      await note("done");
    }
    isSettled = true;
  }

  async function note(kind: Kind, payload = ""): Promise<number> {
    last += 1;
    isSettled = false;
    const batch = last;
    await connection.insert({
      table: "batches",
      columns: ["batch", "kind", "payload"],
      rows: [[batch, kind, payload]],
    });
    return batch;
  }

  async function store(rows: EncodedRows): Promise<void> {
    const results = await Promise.allSettled(toInserts(rows).map((insert) => connection.insert(insert)));
    for (const result of results) if (result.status === "rejected") throw result.reason;
  }

  async function write(changes: Changes): Promise<void> {
    const rows = encodeChanges(changes, last + 1);
    await note("rows", JSON.stringify(rows));
    await store(rows);
    if (isShared) await note("done");
    isSettled = true;
  }

  async function merge(visitors: HashedMerge): Promise<void> {
    const batch = await note("merge", encodeMerge(visitors));
    await applyMerge(connection, visitors, batch);
    if (isShared) await note("done");
    isSettled = true;
  }

  async function erase(erasure: ResolvedErasure): Promise<void> {
    const batch = await note("erase", JSON.stringify(erasure));
    await finishErasure(erasure, batch);
    isSettled = true;
  }

  async function finishErasure(erasure: ResolvedErasure, batch: number): Promise<void> {
    await applyErasure({ connection, topology }, erasure, batch);
    const done = await note("done");
    await deleteRows({ connection, topology }, "batches", { where: `batch < ${done}` });
  }

  async function load<Result>(work: (write: (changes: Changes) => Promise<void>) => Promise<Result>): Promise<Result> {
    const batch = await note("load");
    try {
      const result = await work((changes) => store(encodeChanges(changes, batch)));
      await note("done");
      isSettled = true;
      return result;
    } catch (error) {
      // What cannot be removed now is by the next writer.
      await settle().catch(() => undefined);
      throw error;
    }
  }

  await settle();
  return { settle, write, merge, erase, load };
}

function encodeMerge({ projectId, from, into }: HashedMerge): string {
  return JSON.stringify([projectId, String(from), String(into)]);
}

function decodeMerge(payload: string): HashedMerge {
  const [projectId, from, into] = JSON.parse(payload);
  return { projectId, from: BigInt(from), into: BigInt(into) };
}

/** Removes every row of a batch; resolves when they are gone from every replica. */
async function removeVersion(connection: Connection, batch: number, topology: Topology): Promise<void> {
  await Promise.all(
    versionedTables(topology).map(async ({ name, place, version }) => {
      const { rows } = await connection.read({ text: `select 1 from ${name} where ${version} = ${batch} limit 1` });
      // Going through a table takes its time, and most loads fail before their first row.
      if (rows.length === 0) return;
      await connection.command(`alter table ${place} delete where ${version} = ${batch} settings mutations_sync = 2`);
    }),
  );
}
