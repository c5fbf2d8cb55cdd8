import { type ClickhouseOptions, openClickhouseStore } from "./engines/clickhouse/open.ts";
import { type DuckdbOptions, openDuckdbStore } from "./engines/duckdb/open.ts";
import { openPostgresStore, type PostgresOptions } from "./engines/postgres/open.ts";
import type { EventStore } from "./store.ts";

export type EventStoreOptions = DuckdbOptions | PostgresOptions | ClickhouseOptions;

/** Opens an event store and brings its schema up to date. The caller closes it. */
export function openEventStore(options: EventStoreOptions): Promise<EventStore> {
  switch (options.engine) {
    case "duckdb":
      return openDuckdbStore(options);
    case "postgres":
      return openPostgresStore(options);
    case "clickhouse":
      return openClickhouseStore(options);
  }
}
