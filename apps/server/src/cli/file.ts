import { readFile } from "node:fs/promises";
import { InvalidInput, type RowFault, showReceived } from "@heliometer/core";

const FAULTS_SHOWN_MAX = 50;

/** The bytes of a file that a command names. @throws InvalidInput where there is none. */
export async function readNamedFile(path: string): Promise<Uint8Array> {
  return readFile(path).catch((error: unknown) => {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const rule = code === "ENOENT" ? "There is no such file." : `The file cannot be read (${code}).`;
    throw new InvalidInput({ field: "file", rule, received: path });
  });
}

/** Rows at fault, a line each; '' for none. */
export function describeFaults(faults: readonly RowFault[]): string {
  const lines = faults.slice(0, FAULTS_SHOWN_MAX).map(({ index, line, field, rule, ...more }) => {
    const received = "received" in more ? ` Received: ${showReceived(more.received)}.` : "";
    return `  line ${line ?? index + 1}, ${field}: ${rule}${received}`;
  });
  const others = faults.length - FAULTS_SHOWN_MAX;
  return [...lines, ...(others > 0 ? [`  and ${others} more`] : [])].join("\n");
}
