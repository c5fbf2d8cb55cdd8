import { startPostgres } from "@heliometer/db/testing";
import type { DuckdbOptions } from "../engines/duckdb/open.ts";
import { type EventStoreOptions, openEventStore } from "../open.ts";
import type { EventStore } from "../store.ts";
import { type BrokenLine, openBrokenLine } from "./broken-line.ts";
import { chdbMissing, startChdb, type TestClickhouse } from "./chdb.ts";
import { prepareStore } from "./store.ts";

export { type BrokenLine, chdbMissing, openBrokenLine, startChdb, type TestClickhouse };

/** The engines of the event store: what is asked of one has to hold on all. */
export const TEST_ENGINES = ["duckdb", "duckdb in pieces", "postgres", "clickhouse"] as const;
export type TestEngineName = (typeof TEST_ENGINES)[number];

/** Why an engine cannot run on this machine, null where it can. */
export function engineMissing(name: TestEngineName): string | null {
  return name === "clickhouse" ? chdbMissing() : null;
}

/** An engine that is ready to keep stores for tests. */
export interface TestEngine {
  /** Options of a new, empty store. Opening and closing it is the test's business. */
  prepare(): Promise<EventStoreOptions>;
  /** Removes every store that was prepared, and stops a server that was started. */
  close(): Promise<void>;
}

const STARTERS: Readonly<Record<TestEngineName, () => Promise<TestEngine>>> = {
  duckdb: async () => startDuckdb({}),
  // As it reads tables that are much larger than those of a test, and remembers who was there, whenever that was.
  "duckdb in pieces": async () => startDuckdb({ piecesAbove: 0, presenceMs: 100 * 365 * 86_400_000 }),
  postgres: startServer,
  clickhouse: startClickhouse,
};

/** Starts an engine for a suite; call `close` in `after`, whatever happened. */
export async function startTestEngine(name: TestEngineName): Promise<TestEngine> {
  return STARTERS[name]();
}

/** An open store that closes when it goes out of scope. */
export async function openDisposable(options: EventStoreOptions): Promise<AsyncDisposable & { store: EventStore }> {
  const store = await openEventStore(options);
  return { store, [Symbol.asyncDispose]: () => store.close() };
}

function startDuckdb(change: Pick<DuckdbOptions, "piecesAbove" | "presenceMs">): TestEngine {
  const places: AsyncDisposable[] = [];
  return {
    prepare: async () => {
      const place = await prepareStore();
      places.push(place);
      return { ...place.options, ...change };
    },
    close: async () => {
      for (const place of places) await place[Symbol.asyncDispose]();
    },
  };
}

async function startServer(): Promise<TestEngine> {
  const server = await startPostgres();
  return {
    prepare: async () => ({ engine: "postgres", url: await server.createDatabase() }),
    close: server.stop,
  };
}

async function startClickhouse(): Promise<TestEngine> {
  const server = await startChdb();
  let databases = 0;
  return {
    prepare: async () => {
      databases += 1;
      return { engine: "clickhouse", url: server.url, database: `test_${databases}` };
    },
    close: server.stop,
  };
}
