import { accessSync, chmodSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Conflict, newSecret } from "@heliometer/core";

/** A data directory that this process may use alone until `release` is called or the process ends. */
export interface DataDirectory {
  path: string;
  release(): void;
}

const OWNER_ONLY = 0o700;
const OWNER_FILE = 0o600;

/**
 * Makes the directory where needed and locks it.
 *
 * The lock is SQLite's exclusive file lock, which the operating system drops when the process dies: a crash leaves no
 * stale lock behind, and the same process number after a restart of a container is no obstacle.
 * @throws Conflict when another process holds the directory, or when it cannot be written.
 */
export function lockDataDirectory(path: string): DataDirectory {
  prepareDataDirectory(path);
  const holder = join(path, "heliometer.pid");
  const lock = new DatabaseSync(join(path, "heliometer.lock"));
  try {
    lock.exec("PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE");
  } catch {
    lock.close();
    const pid = existsSync(holder) ? readFileSync(holder, "utf8").trim() : "unknown";
    throw new Conflict(
      `The data directory ${path} is in use by another Heliometer process (process ${pid}). Stop that one first, or set DATA_DIR to another directory.`,
    );
  }
  writeFileSync(holder, String(process.pid), { mode: OWNER_FILE });
  return { path, release: () => lock.close() };
}

/** The key that seals the instance's own secrets: the given one, or one made once and kept beside the data. */
export function secretKeyOf(given: string | null, directory: string): string {
  if (given) return given;
  const file = join(directory, "secret.key");
  if (!existsSync(file)) writeFileSync(file, newSecret(), { mode: OWNER_FILE, flag: "wx" });
  return readFileSync(file, "utf8").trim();
}

/** Makes the directory, readable by its owner alone, and proves that it can be written. */
export function prepareDataDirectory(path: string): void {
  try {
    if (!existsSync(path)) {
      mkdirSync(path, { recursive: true });
      chmodSync(path, OWNER_ONLY);
    }
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new Conflict(
      `The data directory ${path} cannot be written (${reason}). Give this user the right to write there, or set DATA_DIR to another directory.`,
    );
  }
}
