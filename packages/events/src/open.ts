import { type DuckdbOptions, openDuckdbStore } from "./engines/duckdb/open.ts";
import type { EventStore } from "./store.ts";

export type EventStoreOptions = DuckdbOptions;

/** Opens an event store and brings its schema up to date. The caller closes it. */
export function openEventStore(options: EventStoreOptions): Promise<EventStore> {
  return openDuckdbStore(options);
}
