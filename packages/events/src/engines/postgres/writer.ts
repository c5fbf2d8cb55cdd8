import { Unavailable } from "@heliometer/core";
import type { Pool, PoolClient } from "pg";
import { hashAmendment } from "../../amendments.ts";
import { hashErasure } from "../../erasures.ts";
import { distinctById, hashEvent } from "../../events.ts";
import { hashSubjects, piecesOf } from "../../fact-rows.ts";
import { hashMerge } from "../../merges.ts";
import type { EventStore } from "../../store.ts";
import { amendBatch, appendBatch } from "./append.ts";
import { inTransaction, openPool, SCHEMA } from "./connections.ts";
import { eraseRows } from "./erase.ts";
import { explain } from "./errors.ts";
import { replaceFacts } from "./facts.ts";
import { loadHistory } from "./load.ts";
import { mergeVisitors } from "./merge.ts";
import type { Partitions } from "./partitions.ts";

const WRITERS = 4;
/** Facts never keep the connections busy that batches of events wait for. */
const FACT_WRITERS = 1;
const FACTS_A_TRANSACTION = 20_000;
const WRITE_TIMEOUT_MS = 60_000;

/** An acknowledged batch is on the disk, whatever the server's default is; a stuck node does not keep its locks. */
const APPEND_SETTINGS = [
  "select set_config('synchronous_commit', 'on', true) where current_setting('synchronous_commit') = 'off'",
  `set local statement_timeout = ${WRITE_TIMEOUT_MS}`,
  `set local idle_in_transaction_session_timeout = ${WRITE_TIMEOUT_MS}`,
];
/** Months of events may have to be gone through. */
const ERASE_SETTINGS = [
  "select set_config('synchronous_commit', 'on', true) where current_setting('synchronous_commit') = 'off'",
  "set local statement_timeout = 0",
];
const LOAD_SETTINGS = ["set local statement_timeout = 0", "set local idle_in_transaction_session_timeout = 0"];
/** Statistics for the planner, and marks that let reports read indexes alone. */
const TIDY = `vacuum (analyze) ${SCHEMA}.events, ${SCHEMA}.sessions`;
/** What has been erased leaves the pages of the tables. */
const CLEAR = `${TIDY}, ${SCHEMA}.visitor_aliases, ${SCHEMA}.waiting_amendments, ${SCHEMA}.revenue_subjects, ${SCHEMA}.revenue_facts`;
const WRITE_TOO_LONG = `The event store did not take the events within ${WRITE_TIMEOUT_MS / 1_000} seconds. Nothing of the batch was stored; send it again.`;
const AMEND_TOO_LONG = `The event store did not take the amendments within ${WRITE_TIMEOUT_MS / 1_000} seconds. None of them was stored; send them again.`;
const FACTS_TOO_LONG = `The event store did not take the facts within ${WRITE_TIMEOUT_MS / 1_000} seconds. Send them again.`;
const ERASE_TOO_LONG = "The event store did not erase in time. Nothing has changed; try again.";
const MERGE_TOO_LONG = `The event store did not merge the visitors within ${WRITE_TIMEOUT_MS / 1_000} seconds. Nothing has changed; try again.`;

/** What looks after the tables: a connection of its own, so that it never waits for a batch that waits for it. */
export interface Housekeeping {
  readonly keeper: Pool;
  readonly partitions: Partitions;
}

/** What changes the tables, on connections that no report keeps busy. */
export interface Writer
  extends Pick<EventStore, "append" | "load" | "mergeVisitors" | "amend" | "erase" | "replaceFacts"> {
  /** Refuses what comes from now on, and closes the connections when what came before is done. */
  close(): Promise<void>;
}

/** Opens the writer; connections are made when they are needed. */
export function openWriter(url: string, { keeper, partitions }: Housekeeping): Writer {
  const writers = openPool(url, WRITERS);
  const ofFacts = openPool(url, FACT_WRITERS);
  const writing = new Set<Promise<unknown>>();
  let isClosed = false;

  function write<Result>(work: () => Promise<Result>, tooLong = WRITE_TOO_LONG): Promise<Result> {
    if (isClosed) return Promise.reject(new Unavailable("The event store is closed."));
    const run = work().catch((error: unknown) => {
      throw explain(error, tooLong);
    });
    writing.add(run);
    return run.finally(() => writing.delete(run));
  }

  const change = <Result>(work: (client: PoolClient) => Promise<Result>, settings = APPEND_SETTINGS) =>
    inTransaction(writers.connect(), settings, work);

  const append: EventStore["append"] = async (events) => {
    if (events.length === 0) return { stored: 0, duplicates: 0 };
    const hashed = distinctById(events.map(hashEvent));
    const fresh = await write(async () => {
      await partitions.ensure(events.map(({ ts }) => ts));
      return change((client) => appendBatch(client, hashed));
    });
    return { stored: fresh.length, duplicates: events.length - fresh.length };
  };

  const merge: EventStore["mergeVisitors"] = async (visitors) => {
    const hashed = hashMerge(visitors);
    return { merged: await write(() => change((client) => mergeVisitors(client, hashed)), MERGE_TOO_LONG) };
  };

  const amend: EventStore["amend"] = async (amendments) => {
    if (amendments.length === 0) return { amended: 0 };
    const hashed = amendments.map(hashAmendment);
    return { amended: await write(() => change((client) => amendBatch(client, hashed)), AMEND_TOO_LONG) };
  };

  const erase: EventStore["erase"] = (erasure) =>
    write(async () => {
      const erased = await change((client) => eraseRows(client, hashErasure(erasure)), ERASE_SETTINGS);
      await writers.query(CLEAR).catch(() => undefined);
      return erased;
    }, ERASE_TOO_LONG);

  async function hasEvents(projectId: string): Promise<boolean> {
    const { rows } = await keeper.query(`select 1 from ${SCHEMA}.events where project_id = $1 limit 1`, [projectId]);
    return rows.length > 0;
  }

  const load: EventStore["load"] = (events, onProgress) =>
    write(async () => {
      const input = { events, onProgress, partitions, hasEvents };
      const stored = await change((client) => loadHistory(client, input), LOAD_SETTINGS);
      // The history is stored; should this fail, the server does the same in its own time.
      await writers.query(TIDY).catch(() => undefined);
      return stored;
    });

  const replace: EventStore["replaceFacts"] = (subjects) =>
    write(async () => {
      for (const piece of piecesOf(hashSubjects(subjects), FACTS_A_TRANSACTION)) {
        await inTransaction(ofFacts.connect(), APPEND_SETTINGS, (client) => replaceFacts(client, piece));
      }
    }, FACTS_TOO_LONG);

  return {
    append,
    load,
    mergeVisitors: merge,
    amend,
    erase,
    replaceFacts: replace,
    close: async () => {
      isClosed = true;
      await Promise.allSettled(writing);
      await Promise.all([writers.end(), ofFacts.end()]);
    },
  };
}
