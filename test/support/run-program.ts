import { spawn } from "node:child_process";

/** What a program printed, and how it ended; null when it was stopped. */
export interface ProgramRun {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a program to its end, or until `limitMs` have passed. Its standard input is empty. */
export async function runProgram(
  command: readonly [string, ...string[]],
  { env, cwd, limitMs = 60_000 }: { env?: Readonly<Record<string, string>>; cwd?: string; limitMs?: number } = {},
): Promise<ProgramRun> {
  const [file, ...args] = command;
  const child = spawn(file, args, {
    env: { PATH: process.env.PATH ?? "", ...env },
    ...(cwd !== undefined && { cwd }),
    stdio: ["ignore", "pipe", "pipe"],
    timeout: limitMs,
    killSignal: "SIGKILL",
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once("close", resolve);
    child.once("error", reject);
  });
  return { exitCode, stdout, stderr };
}
