import { spawn } from "node:child_process";

/** A program that asks its person to open an address and waits for the answer. */
export interface InteractiveProgram {
  /** Resolves with the first match in what it has printed; fails when the program ends before. */
  waitFor(pattern: RegExp): Promise<RegExpExecArray>;
  /** Everything it has printed. */
  output(): string;
  /** Its exit code; null when it was stopped. */
  ended: Promise<number | null>;
  stop(): void;
}

const LOOK_EVERY_MS = 50;

/** Starts a program that ends by itself after `limitMs` at the latest. Its standard input is empty. */
export function startProgram(
  command: readonly [string, ...string[]],
  { env = {}, limitMs = 60_000 }: { env?: Readonly<Record<string, string>>; limitMs?: number } = {},
): InteractiveProgram {
  const [file, ...args] = command;
  const child = spawn(file, args, {
    env: { PATH: process.env.PATH ?? "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: limitMs,
    killSignal: "SIGKILL",
  });
  let text = "";
  let hasEnded = false;
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (text += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => {
    child.once("close", (code) => {
      hasEnded = true;
      resolve(code);
    });
  });

  async function waitFor(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(text);
      if (found) return found;
      if (hasEnded) throw new Error(`The program ended without printing ${pattern}:\n${text}`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }

  return { waitFor, output: () => text, ended, stop: () => child.kill("SIGKILL") };
}
