import type { Clock } from "@heliometer/core";
import type { Database } from "@heliometer/db";
import type { EventStore } from "@heliometer/events";
import type { FastifyInstance } from "fastify";
import { type CommitQueueOptions, createCommitQueue, overloaded } from "./commit-queue.ts";
import { createCounters, type IngestCounters } from "./counters.ts";
import type { FindProject } from "./credentials.ts";
import { createAgentReader } from "./enrich/agent.ts";
import { openPersons } from "./persons/persons.ts";
import type { Pipeline } from "./pipeline/entries.ts";
import { registerWire } from "./wire/register-wire.ts";
import { createDailyIds } from "./wire/visitor-id.ts";

export interface IngestOptions {
  findProject: FindProject;
  store: Pick<EventStore, "append" | "mergeVisitors" | "query">;
  db: Database;
  /** The operator's SECRET_KEY. */
  secretKey: string;
  clock: Clock;
  /** Other figures than the standing ones; for tests and for boxes of unusual size. */
  queue?: Pick<CommitQueueOptions, "batchEventsMax" | "batchWaitMs" | "queueEventsMax" | "queueBytesMax">;
}

export interface Ingest {
  /** Commits what waits; resolves when nothing is left. Call it after the server has stopped listening. */
  flush(): Promise<void>;
  /** What has happened since the start. */
  counters(): IngestCounters;
}

/**
 * Registers the collection of what browsers and apps send. An event is answered after its batch is committed: what was
 * answered with success is in the store, what was not may be sent again with the same id.
 */
export async function registerIngest(app: FastifyInstance, options: IngestOptions): Promise<Ingest> {
  const { findProject, clock, db, secretKey, store } = options;
  const counters = createCounters();
  const queue = createCommitQueue({
    ...options.queue,
    append: (events) => store.append(events),
    onCommitted: counters.commit,
    onFailed: (error, events) => app.log.error({ err: error, events }, "A batch of events could not be stored"),
  });
  const pipeline: Pipeline = {
    async accept(entries, bytes) {
      const added = entries.map((entry) => {
        if (entry.kind === "event") return queue.add(entry.event, bytes / entries.length);
        return entry.kind === "merge" ? store.mergeVisitors(entry.merge) : null;
      });
      await Promise.all(added);
    },
  };
  const persons = await openPersons({
    db,
    clock,
    secretKey,
    handOver: (merges) =>
      pipeline.accept(
        merges.map((merge) => ({ kind: "merge", merge })),
        0,
      ),
  });
  await registerWire(app, {
    findProject,
    clock,
    counters,
    pipeline,
    persons,
    store,
    requireRoom: () => {
      if (queue.isFull()) throw overloaded();
    },
    visitorIdOf: createDailyIds(),
    readAgent: createAgentReader(),
  });
  return { flush: queue.flush, counters: counters.read };
}
