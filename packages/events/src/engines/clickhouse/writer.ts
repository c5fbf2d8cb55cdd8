import { Unavailable } from "@heliometer/core";
import { hashAmendment } from "../../amendments.ts";
import { hashErasure } from "../../erasures.ts";
import { distinctById, hashEvent } from "../../events.ts";
import { hashMerge } from "../../merges.ts";
import { createQueue } from "../../queue.ts";
import type { EventStore } from "../../store.ts";
import type { Batch } from "../../work-out.ts";
import { selectAliases } from "./aliases.ts";
import { isEmpty, type Prepared, prepareBatch, writeExpired } from "./append.ts";
import type { Batches } from "./batches.ts";
import type { Connection } from "./connection.ts";
import { countRows, deleteRows, resolveErasure } from "./erase.ts";
import { explain } from "./errors.ts";
import { loadHistory } from "./load.ts";
import type { Topology } from "./schema.ts";

const WRITE_TOO_LONG = "The event store (ClickHouse) did not take the events in time. Send them again.";
const MERGE_TOO_LONG = "The event store (ClickHouse) did not merge the visitors in time. Try again.";
const AMEND_TOO_LONG = "The event store (ClickHouse) did not take the amendments in time. Send them again.";
const ERASE_TOO_LONG = "The event store (ClickHouse) has not erased everything yet; it goes on before the next batch.";
/** Taking expired rows out of a table rewrites it. */
const EXPIRE_EVERY_MS = 3_600_000;

export interface WriterParts {
  readonly connection: Connection;
  readonly topology: Topology;
  readonly batches: Batches;
  /** Runs work while no other process runs any. */
  readonly exclusive: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

/** What changes the tables, one thing at a time. */
export interface Writer extends Pick<EventStore, "append" | "load" | "mergeVisitors" | "amend" | "erase"> {
  /** Refuses what comes from now on; ends when what came before is done. */
  close(): Promise<void>;
}

export function createWriter({ connection, topology, batches, exclusive }: WriterParts): Writer {
  const queue = createQueue();
  let isClosed = false;
  let expiredAt = Number.NEGATIVE_INFINITY;

  function write<Result>(work: () => Promise<Result>, tooLong = WRITE_TOO_LONG): Promise<Result> {
    if (isClosed) return Promise.reject(new Unavailable("The event store is closed."));
    const run = queue(() =>
      exclusive(async () => {
        await batches.settle();
        return work();
      }),
    );
    return run.catch((error: unknown) => {
      throw explain(error, tooLong);
    });
  }

  async function store(batch: Batch): Promise<Prepared> {
    const prepared = await prepareBatch(connection, batch);
    if (!isEmpty(prepared.changes)) await batches.write(prepared.changes);
    return prepared;
  }

  const append: EventStore["append"] = async (events) => {
    if (events.length === 0) return { stored: 0, duplicates: 0 };
    const { fresh } = await write(() => store({ events: distinctById(events.map(hashEvent)), amendments: [] }));
    return { stored: fresh.length, duplicates: events.length - fresh.length };
  };

  const amend: EventStore["amend"] = async (amendments) => {
    if (amendments.length === 0) return { amended: 0 };
    const hashed = amendments.map(hashAmendment);
    const { amended } = await write(async () => {
      const prepared = await store({ events: [], amendments: hashed });
      if (performance.now() - expiredAt < EXPIRE_EVERY_MS) return prepared;
      expiredAt = performance.now();
      await deleteRows({ connection, topology }, "waiting_amendments", { where: writeExpired(hashed) });
      return prepared;
    }, AMEND_TOO_LONG);
    return { amended };
  };

  const load: EventStore["load"] = (events, onProgress) =>
    write(() => batches.load((writeRows) => loadHistory(connection, { events, onProgress, write: writeRows })));

  const merge: EventStore["mergeVisitors"] = (visitors) => {
    const { projectId, from, into } = hashMerge(visitors);
    return write(async () => {
      const aliases = await selectAliases(connection, [from, into]);
      const canonical = { projectId, from: aliases.get(from) ?? from, into: aliases.get(into) ?? into };
      if (canonical.from === canonical.into) return { merged: false };
      await batches.merge(canonical);
      return { merged: true };
    }, MERGE_TOO_LONG);
  };

  const erase: EventStore["erase"] = (erasure) =>
    write(async () => {
      const resolved = await resolveErasure(connection, hashErasure(erasure));
      const erased = await countRows(connection, resolved);
      await batches.erase(resolved);
      return erased;
    }, ERASE_TOO_LONG);

  return {
    append,
    load,
    mergeVisitors: merge,
    amend,
    erase,
    close: async () => {
      isClosed = true;
      await queue(async () => undefined);
    },
  };
}
