import { join } from "node:path";
import type { Database } from "@heliometer/db";
import type { EventStore } from "@heliometer/events";
import { chdbMissing, startChdb } from "@heliometer/events/testing";
import { createClickhouseEngine } from "./engine-clickhouse.ts";
import { DUCKDB } from "./engine-duckdb.ts";
import { createPostgresEngine } from "./engine-postgres.ts";

export const ENGINE_NAMES = ["duckdb", "postgres", "clickhouse"] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];

/** Where one history lives: a directory of its own and, on a server, a database of that name. */
export interface Place {
  readonly directory: string;
  readonly database: string;
}

/** What is asked of a report on the columnar engines and on Postgres, in milliseconds at ten million events. */
export interface AskedFigure {
  readonly columnarMs: number;
  readonly postgresMs: number;
}

/** All that the bench has to know of an engine. */
export interface Engine {
  /** Makes an empty place; what was there is gone. */
  create(place: Place): Promise<void>;
  /** Makes a second place with the same content. */
  copy(from: Place, to: Place): Promise<void>;
  remove(place: Place): Promise<void>;
  openControl(place: Place): Promise<Database>;
  /** The store as the product opens it. */
  openEvents(place: Place): Promise<EventStore>;
  /** Settings that point the product at the place, besides DATA_DIR. */
  environment(place: Place): Readonly<Record<string, string>>;
  /** What events and sessions take, indexes and statistics included. */
  diskBytes(place: Place): Promise<number>;
  /** What an event may take with its share of sessions; null where nothing is asked. */
  readonly askedBytesPerEvent: number | null;
  /** What the reader of the figures has to know of where they come from. */
  readonly remark?: string;
  /** Stops what was started for the measuring. */
  stop?(): Promise<void>;
  /** The figure asked of a report at ten million events, in milliseconds. */
  askedMs(figure: AskedFigure): number;
}

/** How an engine is found: from the tester's settings, or a sentence that says what is missing. */
const ENGINES: Readonly<Record<EngineName, (directory: string) => Promise<Engine | string>>> = {
  duckdb: async () => DUCKDB,
  postgres: async () => {
    const url = process.env.DATABASE_URL;
    return url
      ? createPostgresEngine(url)
      : "postgres needs a server: set DATABASE_URL, for example postgres://user:password@localhost:5432/postgres. The user must be allowed to make databases.";
  },
  clickhouse: async (directory) => {
    const url = process.env.CLICKHOUSE_URL;
    if (url) return createClickhouseEngine(url);
    const missing = chdbMissing();
    return missing === null
      ? startStandIn(directory)
      : `clickhouse needs a server: set CLICKHOUSE_URL, for example http://default:password@localhost:8123. The user must be allowed to make databases. ${missing}.`;
  },
};

/** The engine of that name, or a sentence that says why it cannot be measured. What it starts keeps its data in `directory`. */
export async function findEngine(name: EngineName, directory: string): Promise<Engine | string> {
  return ENGINES[name](directory);
}

async function startStandIn(directory: string): Promise<Engine> {
  const server = await startChdb(join(directory, "chdb"));
  return {
    ...createClickhouseEngine(server.url),
    remark:
      "CLICKHOUSE_URL is not set: this is chDB, the engine of ClickHouse as a library, in one process behind a bridge of our own; a server has its own HTTP interface and merges in the background.",
    stop: server.stop,
  };
}
