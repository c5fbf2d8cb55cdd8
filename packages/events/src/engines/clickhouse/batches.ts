import type { HashedMerge } from "../../merges.ts";
import type { Connection } from "./connection.ts";
import { applyMerge } from "./merge.ts";
import { removeVersion, type Topology } from "./schema.ts";
import { type Changes, type EncodedRows, encodeChanges, toInserts } from "./tables.ts";

/**
 * Writes to several tables as one, though the server has no transactions. What a batch writes is first stored whole, as
 * one row of `batches`; then it goes to the tables. A row carries the number of its batch as its version, so writing
 * the same rows again changes nothing. Whatever stops the writer in between, the next one writes the last batch again
 * before it does anything else. A merge of visitors is noted by their ids and
 * done again as long as anything is left to do. A load is too large to be stored twice: it is noted before its first row
 * and after its last, and one that has no second note is removed by its version.
 */
export interface Batches {
  /** Brings the tables in step with the last batch; does nothing where they are. */
  settle(): Promise<void>;
  /** Writes a batch. When it throws, the batch is either not stored at all or will be by the next `settle`. */
  write(changes: Changes): Promise<void>;
  /** Makes two canonical visitors one. When it throws, nothing has changed or the next `settle` does the rest. */
  merge(merge: HashedMerge): Promise<void>;
  /** Hands `load` a function that writes rows; all of them stay when it resolves, none when it throws. */
  load<Result>(load: (write: (changes: Changes) => Promise<void>) => Promise<Result>): Promise<Result>;
}

type Kind = "rows" | "merge" | "load" | "loaded";

/** Reads where the last writer stopped and finishes its work. */
export async function openBatches(connection: Connection, topology: Topology): Promise<Batches> {
  let last = 0;
  let isSettled = false;

  async function settle(): Promise<void> {
    if (isSettled) return;
    const { rows } = await connection.read({
      text: "select batch, kind, payload from batches order by batch desc limit 1",
    });
    const [batch, kind, payload] = rows[0] ?? [0, "loaded", ""];
    // A note that did not arrive may still do so; its number is not given to another.
    last = Math.max(last, Number(batch));
    if (kind === "rows") await store(JSON.parse(String(payload)));
    if (kind === "merge") await applyMerge(connection, decodeMerge(String(payload)), Number(batch));
    if (kind === "load") await remove(Number(batch));
    isSettled = true;
  }

  async function note(kind: Kind, payload: string): Promise<void> {
    await connection.insert({
      table: "batches",
      columns: ["batch", "kind", "payload"],
      rows: [[last, kind, payload]],
    });
  }

  async function store(rows: EncodedRows): Promise<void> {
    const results = await Promise.allSettled(toInserts(rows).map((insert) => connection.insert(insert)));
    for (const result of results) if (result.status === "rejected") throw result.reason;
  }

  async function remove(batch: number): Promise<void> {
    for (const statement of removeVersion(batch, topology)) await connection.command(statement);
  }

  async function write(changes: Changes): Promise<void> {
    const rows = encodeChanges(changes, last + 1);
    last += 1;
    isSettled = false;
    await note("rows", JSON.stringify(rows));
    await store(rows);
    isSettled = true;
  }

  async function merge(visitors: HashedMerge): Promise<void> {
    last += 1;
    isSettled = false;
    await note("merge", encodeMerge(visitors));
    await applyMerge(connection, visitors, last);
    isSettled = true;
  }

  async function load<Result>(work: (write: (changes: Changes) => Promise<void>) => Promise<Result>): Promise<Result> {
    last += 1;
    const batch = last;
    isSettled = false;
    await note("load", "");
    const result = await work((changes) => store(encodeChanges(changes, batch))).catch(async (error: unknown) => {
      // What cannot be removed now is by the next writer.
      await settle().catch(() => undefined);
      throw error;
    });
    last += 1;
    await note("loaded", "");
    isSettled = true;
    return result;
  }

  await settle();
  return { settle, write, merge, load };
}

function encodeMerge({ projectId, from, into }: HashedMerge): string {
  return JSON.stringify([projectId, String(from), String(into)]);
}

function decodeMerge(payload: string): HashedMerge {
  const [projectId, from, into] = JSON.parse(payload);
  return { projectId, from: BigInt(from), into: BigInt(into) };
}
