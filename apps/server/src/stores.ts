import { totalmem } from "node:os";
import { join } from "node:path";
import { type Database, exclusively, migrate, openDatabase } from "@heliometer/db";
import { type EventStoreOptions, openEventStore } from "@heliometer/events";
import type { Logger } from "pino";
import type { Config } from "./config.ts";
import { lockDataDirectory, prepareDataDirectory } from "./data-directory.ts";

const EVENTS_MEMORY_SHARE = 0.25;
const EVENTS_MEMORY_MB_MIN = 256;
const EVENTS_MEMORY_MB_MAX = 4096;
const EVENTS_THREADS = 2;
const BYTES_PER_MB = 1_048_576;
const MS_PER_SECOND = 1_000;
/** The number of the lock under which the nodes take turns to write into ClickHouse. */
const CLICKHOUSE_LOCK = 7_301;

/** Opens the control store and brings its schema up to date. Safe beside a running server. */
export async function openControlStore(config: Config): Promise<Database> {
  if (!config.databaseUrl) prepareDataDirectory(config.dataDirectory);
  const db = await openDatabase(
    config.databaseUrl
      ? { engine: "postgres", url: config.databaseUrl }
      : { engine: "sqlite", path: join(config.dataDirectory, "control.sqlite") },
  );
  try {
    await migrate(db);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return db;
}

/** What the embedded event store may keep in memory. */
type EmbeddedMemory = Pick<Extract<EventStoreOptions, { engine: "duckdb" }>, "memoryMb" | "checkpointAbove">;

/** For a command that reads or writes much once and asks little. */
export const LITTLE_MEMORY: EmbeddedMemory = { memoryMb: EVENTS_MEMORY_MB_MIN, checkpointAbove: 50_000 };

/**
 * Opens both stores; closing them in the right order is the one thing left to do. What lies in the data directory is
 * for one process alone, so the directory is locked; Postgres and ClickHouse serve any number of processes.
 */
export async function openStores(config: Config, log: Logger, memory: EmbeddedMemory = memoryOfShare()) {
  const directory = config.databaseUrl ? null : lockDataDirectory(config.dataDirectory);
  let db: Database | undefined;
  try {
    db = await openControlStore(config);
    const store = await openEventStore(eventStoreOptions({ config, db, log, memory }));
    const opened = db;
    const close = async () => {
      await store.close();
      await opened.destroy();
      directory?.release();
    };
    return { db, store, close };
  } catch (error) {
    await db?.destroy();
    directory?.release();
    throw error;
  }
}

function memoryOfShare(): EmbeddedMemory {
  const share = Math.floor((totalmem() * EVENTS_MEMORY_SHARE) / BYTES_PER_MB);
  return { memoryMb: Math.min(Math.max(share, EVENTS_MEMORY_MB_MIN), EVENTS_MEMORY_MB_MAX) };
}

interface EventStoreParts {
  readonly config: Config;
  readonly db: Database;
  readonly log: Logger;
  readonly memory: EmbeddedMemory;
}

/** The strongest engine that the environment names: ClickHouse, else Postgres, else DuckDB in the data directory. */
function eventStoreOptions({ config, db, log, memory }: EventStoreParts): EventStoreOptions {
  const queryTimeoutMs = config.queryTimeoutSeconds * MS_PER_SECOND;
  if (config.clickhouseUrl) {
    const { origin, database } = splitClickhouseUrl(config.clickhouseUrl);
    return {
      engine: "clickhouse",
      url: origin,
      queryTimeoutMs,
      exclusive: (work) => exclusively(db, CLICKHOUSE_LOCK, work),
      ...(database ? { database } : {}),
      ...(config.clickhouseCluster ? { cluster: config.clickhouseCluster } : {}),
    };
  }
  if (config.databaseUrl) {
    return { engine: "postgres", url: config.databaseUrl, statementTimeoutMs: queryTimeoutMs };
  }
  return {
    ...memory,
    engine: "duckdb",
    path: join(config.dataDirectory, "events.duckdb"),
    threads: EVENTS_THREADS,
    temporaryDirectory: join(config.dataDirectory, "tmp"),
    onLogSetAside: (setAside) =>
      log.error({ setAside }, "The event store's log was damaged; its sound part is replayed"),
    onCheckpointFailed: (err) => log.error({ err }, "A checkpoint of the event store failed; it is tried again"),
  };
}

/** The server's address with its user, and the database that the path names, if any. */
function splitClickhouseUrl(address: string): { origin: string; database: string } {
  const url = new URL(address);
  const database = decodeURIComponent(url.pathname.slice(1));
  url.pathname = "";
  return { origin: url.href, database };
}
