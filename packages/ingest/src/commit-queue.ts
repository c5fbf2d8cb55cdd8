import { Unavailable } from "@heliometer/core";
import type { EnrichedEvent, EventStore } from "@heliometer/events";
import {
  BATCH_EVENTS_MAX,
  BATCH_WAIT_MS,
  OVERLOAD_RETRY_SECONDS,
  QUEUE_BYTES_MAX,
  QUEUE_EVENTS_MAX,
} from "./limits.ts";
import { Refused } from "./refusals.ts";

type AppendResult = Awaited<ReturnType<EventStore["append"]>>;

export interface CommitQueueOptions {
  append: EventStore["append"];
  onCommitted(result: AppendResult): void;
  onFailed(error: unknown, events: number): void;
  batchEventsMax?: number;
  batchWaitMs?: number;
  queueEventsMax?: number;
  queueBytesMax?: number;
}

/** Events on their way into the store, in the order in which they came. */
export interface CommitQueue {
  /**
   * Resolves when the event's batch is committed; rejects with Refused as `store_failed` when it could not be.
   * @throws Refused as `overloaded`, at once, when the queue is full.
   */
  add(event: EnrichedEvent, bytes: number): Promise<void>;
  isFull(): boolean;
  /** Commits what waits now, without waiting for companions; resolves when nothing is left. */
  flush(): Promise<void>;
}

interface Waiting {
  event: EnrichedEvent;
  bytes: number;
  queuedAt: number;
  resolve(): void;
  reject(error: Refused): void;
}

/**
 * Group commit: events of many requests share one commit, which costs about as much as a single one. One batch is
 * under way at a time, so that the store sees events in order and memory stays bounded: what is being committed counts
 * as waiting.
 */
export function createCommitQueue(options: CommitQueueOptions): CommitQueue {
  const batchEventsMax = options.batchEventsMax ?? BATCH_EVENTS_MAX;
  const batchWaitMs = options.batchWaitMs ?? BATCH_WAIT_MS;
  const queueEventsMax = options.queueEventsMax ?? QUEUE_EVENTS_MAX;
  const queueBytesMax = options.queueBytesMax ?? QUEUE_BYTES_MAX;
  const waiting: Waiting[] = [];
  const held = { events: 0, bytes: 0 };
  let timer: NodeJS.Timeout | undefined;
  let underWay: Promise<void> | undefined;

  const isFull = () => held.events >= queueEventsMax || held.bytes >= queueBytesMax;

  function schedule(): void {
    const first = waiting[0];
    if (underWay || !first) return;
    if (waiting.length >= batchEventsMax) {
      start();
      return;
    }
    // The clock of the machine may jump; this one only runs forward.
    timer ??= setTimeout(start, Math.max(0, first.queuedAt + batchWaitMs - performance.now()));
  }

  function start(): void {
    clearTimeout(timer);
    timer = undefined;
    underWay = commit(waiting.splice(0, batchEventsMax)).finally(() => {
      underWay = undefined;
      schedule();
    });
  }

  async function commit(batch: readonly Waiting[]): Promise<void> {
    try {
      options.onCommitted(await options.append(batch.map(({ event }) => event)));
      for (const { resolve } of batch) resolve();
    } catch (error) {
      options.onFailed(error, batch.length);
      for (const { reject } of batch) reject(notStored());
    } finally {
      held.events -= batch.length;
      for (const { bytes } of batch) held.bytes -= bytes;
    }
  }

  function add(event: EnrichedEvent, bytes: number): Promise<void> {
    if (isFull()) throw overloaded();
    held.events += 1;
    held.bytes += bytes;
    return new Promise((resolve, reject) => {
      waiting.push({ event, bytes, queuedAt: performance.now(), resolve, reject });
      schedule();
    });
  }

  async function flush(): Promise<void> {
    while (underWay || waiting.length > 0) {
      if (!underWay) start();
      await underWay;
    }
  }

  return { add, isFull, flush };
}

/** What a sender reads while too many events wait. */
export function overloaded(): Refused {
  return new Refused(
    "overloaded",
    new Unavailable(
      "Too many events are waiting to be stored. Nothing of this request was kept; send it again after the time in Retry-After.",
      OVERLOAD_RETRY_SECONDS,
    ),
  );
}

function notStored(): Refused {
  return new Refused(
    "store_failed",
    new Unavailable(
      "The event could not be stored just now. Nothing of it was kept; send it again with the same id after the time in Retry-After.",
      OVERLOAD_RETRY_SECONDS,
    ),
  );
}
