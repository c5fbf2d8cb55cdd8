import { copyFile, mkdir, rename, rm, stat, truncate } from "node:fs/promises";
import { dirname } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";

/** Where a DuckDB store lies and what it may use. */
export interface InstanceOptions {
  readonly path: string;
  readonly memoryMb: number;
  readonly threads: number;
  readonly temporaryDirectory: string;
}

/**
 * A write-ahead log that could not be replayed to its end. It is kept whole under another name; the store started from
 * its last checkpoint and as much of the log as was sound.
 */
export interface LogSetAside {
  readonly kept: string;
  readonly reason: string;
  /** Bytes from the start of the log that were replayed. */
  readonly replayedBytes: number;
}

/** Every entry of the log is preceded by its length and its checksum; the engine's message points behind them. */
const ENTRY_HEADER_BYTES = 16;
const WAL_THRESHOLD = "256MB";

/**
 * Opens the file, making it and its directory where they are missing. Extensions are neither fetched nor loaded, and
 * SQL cannot reach other files. Where the write-ahead log is damaged (a power failure may leave zeros at its end) the
 * sound part in front is replayed and the whole is put aside, never deleted.
 */
export async function openInstance(
  options: InstanceOptions,
): Promise<{ instance: DuckDBInstance; setAside?: LogSetAside }> {
  await mkdir(dirname(options.path), { recursive: true });
  await mkdir(options.temporaryDirectory, { recursive: true });
  try {
    return { instance: await create(options) };
  } catch (error) {
    const setAside = await setLogAside(options.path, error);
    try {
      return { instance: await create(options), setAside };
    } catch {
      await rm(`${options.path}.wal`, { force: true });
      return { instance: await create(options), setAside: { ...setAside, replayedBytes: 0 } };
    }
  }
}

function create({ path, memoryMb, threads, temporaryDirectory }: InstanceOptions): Promise<DuckDBInstance> {
  return DuckDBInstance.create(path, {
    memory_limit: `${memoryMb}MB`,
    threads: String(threads),
    temp_directory: temporaryDirectory,
    // A checkpoint by size happens inside a commit and makes a sender wait; the timer's does not.
    checkpoint_threshold: WAL_THRESHOLD,
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    enable_external_access: "false",
  });
}

async function setLogAside(path: string, error: unknown): Promise<LogSetAside> {
  const reason = error instanceof Error ? error.message : String(error);
  const log = `${path}.wal`;
  const exists = await stat(log).then(
    () => true,
    () => false,
  );
  if (!exists || !/\bWAL\b/.test(reason)) throw error;
  const kept = `${log}.unreadable-${new Date().toISOString().replace(/[:.]/g, "-")}`;
  await rename(log, kept);
  const replayedBytes = soundBytes(reason);
  if (replayedBytes > 0) {
    await copyFile(kept, log);
    await truncate(log, replayedBytes);
  }
  return { kept, reason, replayedBytes };
}

/** How much of the log lies before the entry that the engine complains of; 0 where it does not say. */
function soundBytes(reason: string): number {
  const position = Number(/entry at byte position (\d+)/.exec(reason)?.[1] ?? 0);
  return Math.max(0, position - ENTRY_HEADER_BYTES);
}
