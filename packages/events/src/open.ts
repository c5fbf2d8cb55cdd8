import type { ClickhouseOptions } from "./engines/clickhouse/open.ts";
import type { DuckdbOptions } from "./engines/duckdb/open.ts";
import type { PostgresOptions } from "./engines/postgres/open.ts";
import type { EventStore } from "./store.ts";

export type EventStoreOptions = DuckdbOptions | PostgresOptions | ClickhouseOptions;

/** Opens an event store and brings its schema up to date. The caller closes it. An engine is loaded when it is opened. */
export async function openEventStore(options: EventStoreOptions): Promise<EventStore> {
  switch (options.engine) {
    case "duckdb":
      return (await import("./engines/duckdb/open.ts")).openDuckdbStore(options);
    case "postgres":
      return (await import("./engines/postgres/open.ts")).openPostgresStore(options);
    case "clickhouse":
      return (await import("./engines/clickhouse/open.ts")).openClickhouseStore(options);
  }
}
