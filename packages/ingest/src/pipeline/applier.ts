import type { AppendResult } from "@heliometer/events";
import { type ApplyForSureOptions, applyForSure } from "./apply-for-sure.ts";
import type { Backlog, Batch } from "./backlog.ts";
import { pause } from "./pause.ts";

export interface ApplierOptions extends Omit<ApplyForSureOptions, "signal" | "more"> {
  readonly backlog: Backlog;
  onApplied(result: AppendResult): void;
  readonly batchEntriesMax: number;
  readonly applyEveryMs: number;
}

/** Brings the backlog into the event store, in order, one batch after another. */
export interface Applier {
  /** Resolves when everything that was accepted before the call is applied. */
  settle(): Promise<void>;
  /** Stops after the batch under way, or at once while the store is away. */
  stop(): Promise<void>;
  /** Entries per second that the store takes at the moment; null before the first batch. */
  rate(): number | null;
  /** Whether a backlog is worked off that the process before has left, or that came up while the store was away. */
  isCatchingUp(): boolean;
}

const RATE_WEIGHT = 0.2;
const MS_PER_SECOND = 1_000;

/** Starts to apply. */
export function startApplier(options: ApplierOptions): Applier {
  const { backlog, batchEntriesMax, applyEveryMs } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const stopped = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
  let settling: (() => void)[] = [];
  let hurry = Promise.withResolvers<void>();
  let rate: number | null = null;
  let isCatchingUp = backlog.size().bytes > 0;

  async function run(): Promise<void> {
    while (!signal.aborted) {
      const startedAt = performance.now();
      const asked = settling;
      settling = [];
      const batch = await takeBatch(options, signal);
      if (batch) {
        settling = [...asked, ...settling];
        await apply(batch);
      } else {
        isCatchingUp = false;
        for (const resolve of asked) resolve();
        if (settling.length === 0) await Promise.race([backlog.changed(), hurry.promise, stopped]);
      }
      const isUrgent = settling.length > 0 || backlog.size().entries >= batchEntriesMax;
      if (!isUrgent) await Promise.race([pause(startedAt + applyEveryMs - performance.now(), signal), hurry.promise]);
      hurry = Promise.withResolvers();
    }
  }

  async function apply(batch: Batch): Promise<void> {
    const batches = [batch];
    const startedAt = performance.now();
    const result = await applyForSure(batch.entries, {
      ...options,
      signal,
      onTrouble: (error, entries) => {
        isCatchingUp = true;
        options.onTrouble(error, entries);
      },
      more: async () => {
        const next = await takeBatch(options, signal);
        if (next) batches.push(next);
        return next?.entries ?? [];
      },
    });
    if (!result) return;
    const applied = batches.reduce((total, { entries }) => total + entries.length, 0);
    for (const { done } of batches) done();
    options.onApplied(result);
    const now = (applied * MS_PER_SECOND) / Math.max(1, performance.now() - startedAt);
    rate = rate === null ? now : rate + (now - rate) * RATE_WEIGHT;
    if (backlog.size().entries < batchEntriesMax) isCatchingUp = false;
  }

  const running = run();
  return {
    settle: () =>
      new Promise((resolve) => {
        settling.push(resolve);
        hurry.resolve();
      }),
    stop: () => {
      stopping.abort();
      return running;
    },
    rate: () => rate,
    isCatchingUp: () => isCatchingUp,
  };
}

/** The next batch; null when there is none, or when it is time to stop. */
async function takeBatch(options: ApplierOptions, signal: AbortSignal): Promise<Batch | null> {
  while (!signal.aborted) {
    try {
      return await options.backlog.take(options.batchEntriesMax);
    } catch (error) {
      options.onTrouble(error, 0);
      await pause(options.applyEveryMs, signal);
    }
  }
  return null;
}
