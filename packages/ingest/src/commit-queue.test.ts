import assert from "node:assert/strict";
import { test } from "node:test";
import type { EnrichedEvent } from "@heliometer/events";
import { type CommitQueueOptions, createCommitQueue } from "./commit-queue.ts";
import { enrich } from "./enrich/enrich.ts";
import { readPageView } from "./events/read.ts";
import { Refused } from "./refusals.ts";

const AGENT = { device: "desktop", browser: "Chrome", os: "Linux", bot: null };
const event = (id: number): EnrichedEvent =>
  enrich(readPageView({ visitorId: "v1", pageViewId: `view-${id}`, path: "/" }), {
    projectId: "p1",
    visitorId: "v1",
    ts: id,
    agent: AGENT,
    acceptLanguage: undefined,
    origin: undefined,
  });

/** A queue over a store of which the test decides when a batch is durable. */
function openQueue(options: Partial<CommitQueueOptions> = {}) {
  const batches: { events: readonly EnrichedEvent[]; commit(): void; fail(): void }[] = [];
  const failures: number[] = [];
  const queue = createCommitQueue({
    append: (events) =>
      new Promise((resolve, reject) => {
        const commit = () => resolve({ stored: events.length, duplicates: 0 });
        batches.push({ events, commit, fail: () => reject(new Error("disk full")) });
      }),
    onCommitted: () => {},
    onFailed: (_error, events) => failures.push(events),
    batchWaitMs: 1,
    ...options,
  });
  return { queue, batches, failures };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

test("events of one moment share a commit, in the order in which they came", async () => {
  const { queue, batches } = openQueue();
  const added = [1, 2, 3].map((id) => queue.add(event(id), 1));
  await settled();
  assert.deepEqual(
    batches.map(({ events }) => events.map(({ eventId }) => eventId)),
    [["view-1", "view-2", "view-3"]],
  );
  batches[0]?.commit();
  await Promise.all(added);
});

test("an event is acknowledged only after its own batch is committed", async () => {
  const { queue, batches } = openQueue({ batchEventsMax: 2 });
  const acknowledged: number[] = [];
  const added = [1, 2, 3].map((id) => queue.add(event(id), 1).then(() => acknowledged.push(id)));
  await settled();
  assert.deepEqual(acknowledged, []);
  assert.equal(batches.length, 1, "one batch is under way at a time");
  batches[0]?.commit();
  await settled();
  assert.deepEqual(acknowledged, [1, 2]);
  batches[1]?.commit();
  await Promise.all(added);
  assert.deepEqual(acknowledged, [1, 2, 3]);
});

test("a full batch does not wait for its time", async () => {
  const { queue, batches } = openQueue({ batchEventsMax: 2, batchWaitMs: 60_000 });
  const added = [1, 2].map((id) => queue.add(event(id), 1));
  assert.equal(batches.length, 1);
  batches[0]?.commit();
  await Promise.all(added);
});

test("a failed batch fails each of its events, and the next batch goes on", async () => {
  const { queue, batches, failures } = openQueue();
  const added = [1, 2].map((id) => queue.add(event(id), 1));
  const outcomes = Promise.allSettled(added);
  await settled();
  batches[0]?.fail();
  for (const outcome of await outcomes) {
    assert.ok(outcome.status === "rejected" && outcome.reason instanceof Refused);
    assert.equal(outcome.reason.reason, "store_failed");
    assert.equal(outcome.reason.error.status, 503);
  }
  assert.deepEqual(failures, [2]);
  const next = queue.add(event(3), 1);
  await settled();
  batches[1]?.commit();
  await next;
});

test("a queue that is full by count or by bytes refuses at once, counts what is being committed, and recovers", async () => {
  for (const limits of [{ queueEventsMax: 2 }, { queueBytesMax: 20 }]) {
    const { queue, batches } = openQueue({ ...limits, batchEventsMax: 1 });
    const added = [1, 2].map((id) => queue.add(event(id), 10));
    assert.ok(queue.isFull());
    assert.throws(
      () => queue.add(event(3), 10),
      (error) => error instanceof Refused && error.reason === "overloaded",
    );
    batches[0]?.commit();
    await added[0];
    await settled();
    assert.ok(!queue.isFull());
    batches[1]?.commit();
    await Promise.all(added);
  }
});

test("flushing commits what waits without its time, also what comes meanwhile", async () => {
  const { queue, batches } = openQueue({ batchWaitMs: 60_000 });
  const first = queue.add(event(1), 1);
  const flushed = queue.flush();
  const second = queue.add(event(2), 1);
  batches[0]?.commit();
  await first;
  await settled();
  batches[1]?.commit();
  await flushed;
  await second;
});
