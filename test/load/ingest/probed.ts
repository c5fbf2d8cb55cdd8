import { constants, existsSync, readFileSync, rmSync } from "node:fs";
import { open, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

/** What the product has told of itself since it was asked before; milliseconds. */
export interface Probed {
  /** Of each write of the journal, its sync included. */
  readonly writes: readonly number[];
  /** Of each pause for collecting garbage. */
  readonly pauses: readonly number[];
  readonly loopP50: number;
  readonly loopP99: number;
}

const POLL_MS = 20;

/** Asks a product that was started with the probe. */
export async function readProbe(pid: number, file: string): Promise<Probed> {
  rmSync(file, { force: true });
  process.kill(pid, "SIGUSR2");
  while (!existsSync(file)) await setTimeout(POLL_MS);
  return JSON.parse(readFileSync(file, "utf8"));
}

/** Milliseconds of small synced writes in a directory, one after another, while nobody else is measured. */
export async function timeDisk(directory: string, writes: number): Promise<number[]> {
  const path = join(directory, "disk-probe");
  const file = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_DSYNC);
  const bytes = Buffer.alloc(4_096, "x");
  const samples: number[] = [];
  try {
    for (let index = 0; index < writes; index += 1) {
      const startedAt = performance.now();
      await file.write(bytes);
      samples.push(performance.now() - startedAt);
    }
  } finally {
    await file.close();
    await rm(path);
  }
  return samples;
}
