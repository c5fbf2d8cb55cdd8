import { readFileSync } from "node:fs";

/** The kernel counts processor time in hundredths of a second. */
const MS_PER_TICK = 10;

/** Milliseconds of processor time that a process has used so far, on all threads. */
export function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
}
