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

/** What ends a command that has refused rows of a file. */
const ROWS_REFUSED = 3;

/** The one file that a command is about. */
export function onlyFile([path, ...others]: readonly string[], usage: string): string {
  if (path !== undefined && others.length === 0) return path;
  throw new InvalidInput({ field: "file", rule: `is one file. Usage: ${usage}` });
}

/** Says that rows are at fault, which ends the command with 3. */
export function refuseFaults(faults: readonly RowFault[]): void {
  console.log(`Nothing is stored. ${faults.length} rows are at fault:\n${describeFaults(faults)}`);
  process.exitCode = ROWS_REFUSED;
}

/** Rows at fault, a line each; '' for none. */
function describeFaults(faults: readonly RowFault[]): string {
  const lines = faults.slice(0, FAULTS_SHOWN_MAX).map(({ index, line, field, rule, ...more }) => {
    const received = "received" in more ? ` Received: ${showReceived(more.received)}.` : "";
    return `  line ${line ?? index + 1}, ${field}: ${rule}${received}`;
  });
  const others = faults.length - FAULTS_SHOWN_MAX;
  return [...lines, ...(others > 0 ? [`  and ${others} more`] : [])].join("\n");
}
