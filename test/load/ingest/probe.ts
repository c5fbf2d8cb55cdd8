// Runs inside the measured product (`--import`): what holds up its main thread, and what its journal's disk takes. At
// each SIGUSR2 it writes what it has seen since the one before into the file that PROBE_FILE names.
import { renameSync, writeFileSync } from "node:fs";
import { open, unlink } from "node:fs/promises";
import { monitorEventLoopDelay, PerformanceObserver } from "node:perf_hooks";

const LOOP_RESOLUTION_MS = 2;
const NS_PER_MS = 1_000_000;
const file = process.env.PROBE_FILE ?? "";
const loop = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
loop.enable();
let seen = { writes: [] as number[], pauses: [] as number[] };

new PerformanceObserver((list) => {
  seen.pauses.push(...list.getEntries().map(({ duration }) => duration));
}).observe({ entryTypes: ["gc"] });

// What is written through file handles is the journal alone, and synced before a write returns.
const handle = await open(`${file}.new`, "w");
const methods = Object.getPrototypeOf(handle);
const { write } = methods;
methods.write = async function timed(...args: unknown[]) {
  const startedAt = performance.now();
  try {
    return await write.apply(this, args);
  } finally {
    seen.writes.push(performance.now() - startedAt);
  }
};
await handle.close();
await unlink(`${file}.new`);

process.on("SIGUSR2", () => {
  const delay = (share: number) => Math.max(0, loop.percentile(share * 100) / NS_PER_MS - LOOP_RESOLUTION_MS);
  writeFileSync(`${file}.new`, JSON.stringify({ ...seen, loopP50: delay(0.5), loopP99: delay(0.99) }));
  renameSync(`${file}.new`, file);
  seen = { writes: [], pauses: [] };
  loop.reset();
});
