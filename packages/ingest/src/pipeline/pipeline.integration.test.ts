import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Unavailable } from "@heliometer/core";
import { type EnrichedEvent, type EventStore, openEventStore } from "@heliometer/events";
import { enrich } from "../enrich/enrich.ts";
import { readPageView } from "../events/read.ts";
import { Refused } from "../refusals.ts";
import type { WritableStore } from "./apply.ts";
import type { Entry } from "./entries.ts";
import type { RefusedEntry } from "./isolate.ts";
import { openPipeline, type PipelineOptions, type RunningPipeline } from "./pipeline.ts";

const AGENT = { device: "desktop", browser: "Chrome", os: "Linux", bot: null };
const MINUTE_MS = 60_000;
const directory = mkdtempSync(join(tmpdir(), "heliometer-pipeline-"));
let store: EventStore;
let journals = 0;
before(async () => {
  store = await openEventStore({
    engine: "duckdb",
    path: join(directory, "events.duckdb"),
    memoryMb: 256,
    threads: 1,
    temporaryDirectory: join(directory, "tmp"),
  });
});
after(async () => {
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

function eventOf(projectId: string, id: number, change: Partial<EnrichedEvent> = {}): Entry {
  const body = readPageView({ pageViewId: `view-${id}`, path: `/${id}` });
  const [visitorId, unknown] = [`v${id % 3}`, { acceptLanguage: undefined, origin: undefined }];
  const circumstances = { projectId, visitorId, ts: id * MINUTE_MS, agent: AGENT, ...unknown };
  return { kind: "event", event: { ...enrich(body, circumstances), ...change } };
}

interface Told {
  applied: number;
  duplicates: number;
  refused: RefusedEntry[];
  lines: string[];
}

/** A pipeline with a journal of its own, and what it has told. */
async function open(change: Partial<PipelineOptions> = {}): Promise<{ pipeline: RunningPipeline; told: Told }> {
  const told: Told = { applied: 0, duplicates: 0, refused: [], lines: [] };
  journals += 1;
  const pipeline = await openPipeline({
    directory: join(directory, `journal-${journals}`),
    store,
    freeBytesMin: 0,
    onApplied: ({ stored, duplicates }) => {
      told.applied += stored;
      told.duplicates += duplicates;
    },
    onRefused: async (refused) => void told.refused.push(...refused),
    log: {
      error: (_details, message) => told.lines.push(message),
      warn: (_details, message) => told.lines.push(message),
    },
    ...change,
    timing: { applyEveryMs: 5, retryAfterMs: 5, ...change.timing },
  });
  return { pipeline, told };
}

async function pathsOf(projectId: string): Promise<unknown[]> {
  const rows = await store.query({
    sql: "select path from events where project_id = $1 order by ts, path",
    values: [projectId],
  });
  return rows.map(({ path }) => path);
}

/** A store that is away until it is told otherwise. */
function awayStore(): WritableStore & { isAway: boolean } {
  const away: WritableStore & { isAway: boolean } = {
    isAway: true,
    append: (events) => (away.isAway ? Promise.reject(new Unavailable("gone")) : store.append(events)),
    mergeVisitors: (merge) => (away.isAway ? Promise.reject(new Unavailable("gone")) : store.mergeVisitors(merge)),
    amend: (amendments) => (away.isAway ? Promise.reject(new Unavailable("gone")) : store.amend(amendments)),
  };
  return away;
}

test("what is acknowledged is on the disk, though the store is away; it is stored when the store is back", async () => {
  const away = awayStore();
  const { pipeline, told } = await open({ store: away });
  for (let id = 1; id <= 20; id += 1) await pipeline.accept([eventOf("away", id)], 100);
  assert.deepEqual(await pathsOf("away"), []);
  assert.equal(pipeline.state().backlogEntries, 20);
  away.isAway = false;
  await pipeline.settle();
  assert.equal((await pathsOf("away")).length, 20);
  assert.deepEqual([told.applied, told.duplicates, pipeline.state().backlogEntries], [20, 0, 0]);
  await pipeline.close();
});

test("what could not be stored before the end is stored after the next start, once, and then the journal is empty", async () => {
  const away = awayStore();
  const journal = join(directory, "journal-left");
  const first = await open({ directory: journal, store: away, timing: { drainMs: 20 } });
  for (let id = 1; id <= 10; id += 1)
    await first.pipeline.accept([eventOf("left", id), eventOf("left", 100 + id)], 100);
  await first.pipeline.close();
  assert.ok(first.told.lines.includes("Events that are not stored yet stay in the journal"));
  // A part of it was stored already, as after a crash between the store's commit and the journal's end.
  await store.append([1, 2, 3].flatMap((id) => eventsOf([eventOf("left", id)])));
  const second = await open({ directory: journal });
  assert.ok(second.pipeline.state().isReplaying);
  await second.pipeline.accept([eventOf("left", 500)], 100);
  await second.pipeline.settle();
  assert.ok(!second.pipeline.state().isReplaying);
  assert.equal((await pathsOf("left")).length, 21);
  assert.deepEqual([second.told.applied, second.told.duplicates], [18, 3]);
  await second.pipeline.close();
  assert.deepEqual(readdirSync(journal), []);
});

test("a merge stands between what came before it and what came after it", async () => {
  const calls: string[] = [];
  const { pipeline } = await open({
    store: {
      append: (events) => {
        calls.push(`append ${events.map(({ path }) => path)}`);
        return store.append(events);
      },
      mergeVisitors: (merge) => {
        calls.push(`merge ${merge.from} ${merge.into}`);
        return store.mergeVisitors(merge);
      },
      amend: async (amendments) => {
        calls.push(`amend ${amendments.length}`);
        return { amended: amendments.length };
      },
    },
  });
  const projectId = "ordered";
  await pipeline.accept(
    [
      { kind: "amendment", amendment: { kind: "alive", projectId, visitorId: "v1", at: 1 } },
      eventOf(projectId, 1),
      eventOf(projectId, 2),
      { kind: "merge", merge: { projectId, from: "v1", into: "v2" } },
      eventOf(projectId, 3),
    ],
    500,
  );
  await pipeline.settle();
  assert.deepEqual(calls, ["append /1,/2", "merge v1 v2", "append /3", "amend 1"]);
  await pipeline.close();
});

test("an event that the store refuses for ever is set aside with the reason, and the others are stored", async () => {
  const { pipeline, told } = await open();
  // The store keeps whole milliseconds; half of one is an error of its engine.
  const poison = eventOf("poison", 3, { ts: 0.5 });
  await pipeline.accept([eventOf("poison", 1), eventOf("poison", 2), poison, eventOf("poison", 4)], 400);
  await pipeline.accept([eventOf("poison", 5)], 100);
  await pipeline.settle();
  assert.deepEqual((await pathsOf("poison")).toSorted(), ["/1", "/2", "/4", "/5"]);
  assert.deepEqual(
    told.refused.map(({ entry }) => entry),
    [poison],
  );
  assert.ok(told.refused[0]?.error instanceof Error);
  await pipeline.close();
});

test("an event that is refused alone is kept until others prove that the store works", async () => {
  const { pipeline, told } = await open();
  await pipeline.accept([eventOf("lonely", 1, { ts: 0.5 })], 100);
  await new Promise((resolve) => setTimeout(resolve, 250));
  assert.deepEqual(told.refused, []);
  await pipeline.accept([eventOf("lonely", 2)], 100);
  await pipeline.settle();
  assert.equal(told.refused.length, 1);
  assert.deepEqual(await pathsOf("lonely"), ["/2"]);
  await pipeline.close();
});

test("a store that takes nothing at all is no fault of the events: none is set aside", async () => {
  let isBroken = true;
  const { pipeline, told } = await open({
    store: {
      append: (events) => (isBroken ? Promise.reject(new Error("broken")) : store.append(events)),
      mergeVisitors: store.mergeVisitors,
      amend: store.amend,
    },
  });
  for (let id = 1; id <= 5; id += 1) await pipeline.accept([eventOf("broken", id)], 100);
  await new Promise((resolve) => setTimeout(resolve, 250));
  assert.deepEqual([told.applied, told.refused.length], [0, 0]);
  isBroken = false;
  await pipeline.settle();
  assert.deepEqual([told.applied, told.refused.length], [5, 0]);
  await pipeline.close();
});

test("a backlog at its bound refuses with 503 and Retry-After, keeps nothing of the request, and recovers", async () => {
  const away = awayStore();
  const { pipeline } = await open({ store: away, limits: { backlogEntriesMax: 5 } });
  for (let id = 1; id <= 5; id += 1) await pipeline.accept([eventOf("bound", id)], 100);
  assert.equal(pipeline.state().refusing, "overloaded");
  await assert.rejects(pipeline.accept([eventOf("bound", 6)], 100), (error) => {
    assert.ok(error instanceof Refused && error.error instanceof Unavailable);
    return error.reason === "overloaded" && error.error.retryAfterSeconds === 5;
  });
  away.isAway = false;
  await pipeline.settle();
  await pipeline.accept([eventOf("bound", 7)], 100);
  await pipeline.settle();
  assert.deepEqual(await pathsOf("bound"), ["/1", "/2", "/3", "/4", "/5", "/7"]);
  await pipeline.close();
});

test("with too little free disk nothing is accepted, and what is there is stored", async () => {
  const { pipeline } = await open({ freeBytesMin: 2 ** 60 });
  assert.equal(pipeline.state().refusing, "disk_full");
  await assert.rejects(
    pipeline.accept([eventOf("full", 1)], 100),
    (error) => error instanceof Refused && error.reason === "disk_full" && /free disk space/.test(error.message),
  );
  await pipeline.close();
});

test("a closed pipeline takes nothing", async () => {
  const { pipeline } = await open();
  await pipeline.close();
  await assert.rejects(pipeline.accept([eventOf("closed", 1)], 100), Refused);
});

function eventsOf(entries: readonly Entry[]): EnrichedEvent[] {
  return entries.flatMap((entry) => (entry.kind === "event" ? [entry.event] : []));
}
