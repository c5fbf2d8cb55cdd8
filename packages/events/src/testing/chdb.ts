import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A ClickHouse that is there for tests. */
export interface TestClickhouse {
  readonly url: string;
  /** Ends the process and starts another one on the same data. */
  restart(): Promise<string>;
  stop(): Promise<void>;
}

const THREADS = 32;
const PROCESS = fileURLToPath(new URL("chdb-process.ts", import.meta.url));

/** Why chDB cannot run here, null where it can. It has no build for Windows and for Linux with musl. */
export function chdbMissing(): string | null {
  const { platform, arch } = process;
  const report = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  const hasLibrary = platform === "darwin" || (platform === "linux" && report.header.glibcVersionRuntime !== undefined);
  if (!hasLibrary || !["x64", "arm64"].includes(arch)) {
    return `chDB, which stands in for ClickHouse, has no build for ${platform} ${arch} with this C library`;
  }
  try {
    createRequire(import.meta.url).resolve("chdb");
    return null;
  } catch {
    return "chDB, which stands in for ClickHouse, is not installed";
  }
}

/** Starts chDB in a process of its own, and in a directory of its own unless it is told one, which then stays. */
export async function startChdb(kept?: string): Promise<TestClickhouse> {
  const directory = kept ?? (await mkdtemp(join(tmpdir(), "heliometer-chdb-")));
  let running = await startProcess(directory);
  return {
    url: running.url,
    restart: async () => {
      await running.end();
      running = await startProcess(directory);
      return running.url;
    },
    stop: async () => {
      await running.end();
      if (kept === undefined) await rm(directory, { recursive: true, force: true });
    },
  };
}

async function startProcess(directory: string): Promise<{ url: string; end(): Promise<void> }> {
  const child = spawn(process.execPath, [PROCESS, directory], {
    stdio: ["pipe", "pipe", "inherit"],
    // A query keeps a thread of Node busy; there must be one left for the query that stops it.
    env: { UV_THREADPOOL_SIZE: String(THREADS) },
  });
  const ended = once(child, "exit");
  const lines = createInterface({ input: child.stdout });
  const [port] = await Promise.race([once(lines, "line"), ended.then(() => [])]);
  if (port === undefined) throw new Error("chDB did not start; what it says stands above.");
  return {
    url: `http://127.0.0.1:${port}`,
    end: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
