import { mkdir, rename, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";

/** Where a DuckDB store lies and what it may use. */
export interface InstanceOptions {
  readonly path: string;
  readonly memoryMb: number;
  readonly threads: number;
  readonly temporaryDirectory: string;
}

/** A write-ahead log that could not be replayed and has been put aside; the store starts from its last checkpoint. */
export interface LogSetAside {
  readonly kept: string;
  readonly reason: string;
}

const WAL_THRESHOLD = "256MB";

/**
 * Opens the file, making it and its directory where they are missing. Extensions are neither fetched nor loaded, and
 * SQL cannot reach other files. Where the write-ahead log cannot be replayed it is put aside, never deleted.
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
    return { instance: await create(options), setAside };
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
  return { kept, reason };
}
