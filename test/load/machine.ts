import { readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";

const BYTES_PER_GB = 1_073_741_824;

/** One line that says what a figure was measured on. */
export function describeMachine(): string {
  const cores = cpus();
  const model = cores[0]?.model.trim() ?? "unknown processor";
  return `${cores.length} cores (${model}), ${Math.round(totalmem() / BYTES_PER_GB)} GB, Node ${process.version}, ${process.platform}`;
}

/** The value below which `share` (0–1) of the samples lie. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** A row of the printed table; `limit` is the figure that was asked for. */
export function printFigure(name: string, value: string, limit: string): void {
  console.log(`${name.padEnd(58)}${value.padStart(14)}   (asked: ${limit})`);
}

/** Memory of a process in MB: what it holds now, or the most that it ever held. */
export function memoryMb(pid: number | "self", which: "now" | "peak"): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const kilobytes = /^(?:VmRSS|VmHWM):\s+(\d+) kB/gm;
  const [peak, now] = [...status.matchAll(kilobytes)].map((match) => Math.round(Number(match[1]) / 1024));
  return (which === "peak" ? peak : now) ?? Number.NaN;
}
