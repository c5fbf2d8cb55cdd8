import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** What the first start prints for the newcomer. */
interface PrintedDemo {
  email: string;
  password: string;
  secretKey: string;
}

/** The product as a process of its own, reached over loopback as its users reach it. */
export interface StartedProduct {
  origin: string;
  mcpUrl: string;
  dataDirectory: string;
  /** Everything it has printed so far. */
  output(): string;
  /** What was printed for the newcomer; fails when this start made no demo. */
  demo(): PrintedDemo;
  /** Milliseconds from spawn to "ready". */
  startMs: number;
  pid: number;
  /** SIGTERM, then waits for the end; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL: no goodbye. */
  kill(): Promise<void>;
}

export interface StartOptions {
  dataDirectory?: string;
  port?: number;
  env?: Readonly<Record<string, string>>;
  /** The script and its arguments; the default is what `npm start` runs. */
  script?: readonly string[];
  /** A command that runs the product as its own process, such as a tracer. */
  under?: readonly string[];
}

/** With which `npm start` runs the product. */
export const NODE_FLAGS = ["--max-semi-space-size=8", "--disable-warning=ExperimentalWarning"];
const START_LIMIT_MS = 60_000;
/** A product that outlives its test by a fault of the test ends by itself after this time. */
const LIFE_LIMIT_MS = 600_000;
const root = fileURLToPath(new URL("../..", import.meta.url));

/** Starts the product on a free port over a new data directory (or the given one) and waits until it is ready. */
export async function startProduct(options: StartOptions = {}): Promise<StartedProduct> {
  const port = options.port ?? (await freePort());
  const dataDirectory = options.dataDirectory ?? temporaryDirectory();
  const origin = `http://localhost:${port}`;
  const startedAt = performance.now();
  const { child, output, ended } = launch({ ...options, port, dataDirectory });
  const limit = setTimeout(() => child.kill("SIGKILL"), LIFE_LIMIT_MS);
  limit.unref();
  // Of several nodes behind one address each prints that address.
  await waitUntilReady(output, ended, { origin, announced: options.env?.PUBLIC_URL ?? origin });
  return {
    origin,
    mcpUrl: `${origin}/api/v1/mcp`,
    dataDirectory,
    output,
    demo: () => readDemo(output()),
    startMs: performance.now() - startedAt,
    pid: child.pid ?? 0,
    stop: async () => {
      child.kill("SIGTERM");
      return ended;
    },
    kill: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** Runs the product, or a command of its command line, to its end. */
export async function runToEnd(options: StartOptions & { port: number; dataDirectory: string }) {
  const { child, output, ended } = launch(options);
  const limit = setTimeout(() => child.kill("SIGKILL"), LIFE_LIMIT_MS);
  const code = await ended;
  clearTimeout(limit);
  return { code, output: output() };
}

/** A new empty directory; the caller removes it with `removeDirectory`. */
export function temporaryDirectory(): string {
  return mkdtempSync(join(tmpdir(), "heliometer-e2e-"));
}

export function removeDirectory(path: string): void {
  rmSync(path, { recursive: true, force: true });
}

/** A loopback port that is free at this moment. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === "string") throw new Error("No port was given.");
  return address.port;
}

function launch(options: StartOptions & { port: number; dataDirectory: string }) {
  const script = options.script ?? ["apps/server/src/main.ts"];
  // Only what a program needs to run is passed on, so that the tester's own settings change nothing.
  const { PATH = "", HOME = "", NODE_COMPILE_CACHE = "" } = process.env;
  const env = { PATH, HOME, NODE_COMPILE_CACHE, LOG_LEVEL: "warn" };
  const words = [...(options.under ?? []), process.execPath, ...NODE_FLAGS, ...script];
  const [command = process.execPath, ...args] = words;
  const child: ChildProcess = spawn(command, args, {
    cwd: root,
    env: { ...env, PORT: String(options.port), DATA_DIR: options.dataDirectory, ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  child.stdout?.on("data", (chunk: Buffer) => (text += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (text += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once("close", (code) => resolve(code)));
  return { child, output: () => text, ended };
}

async function waitUntilReady(
  output: () => string,
  ended: Promise<number | null>,
  { origin, announced }: { origin: string; announced: string },
): Promise<void> {
  const limit = performance.now() + START_LIMIT_MS;
  let exit: number | null | undefined;
  void ended.then((code) => {
    exit = code;
  });
  while (performance.now() < limit) {
    if (exit !== undefined) throw new Error(`The product ended with code ${exit} before it was ready:\n${output()}`);
    const answer = await fetch(`${origin}/readyz`).catch(() => null);
    await answer?.arrayBuffer();
    // The welcome text follows the listening port by a moment.
    if (answer?.ok && output().includes(announced)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`The product was not ready within ${START_LIMIT_MS} ms:\n${output()}`);
}

/** What a first start has printed for the newcomer; fails when it made no demo. */
export function readDemo(output: string): PrintedDemo {
  const find = (label: string) => {
    const value = new RegExp(`^\\s*${label}\\s+(\\S+)`, "m").exec(output)?.[1];
    if (!value) throw new Error(`"${label}" was not printed:\n${output}`);
    return value;
  };
  return { email: find("E-mail"), password: find("Password"), secretKey: find("Secret key") };
}
