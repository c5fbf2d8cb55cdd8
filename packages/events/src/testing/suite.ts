import type { EventStoreOptions } from "../open.ts";
import type { EventStore } from "../store.ts";
import type { TestEngineName } from "./engines.ts";

/** What a case of an engine's suite may use: an open store that others use too, and new empty ones. */
export interface World {
  readonly name: TestEngineName;
  readonly store: EventStore;
  /** A project of this store that nobody else has. */
  newProject(): string;
  /** Options of a new, empty store. */
  prepare(): Promise<EventStoreOptions>;
}

/** Cases by their sentence; each holds on every engine. */
export type Suite = Readonly<Record<string, (world: World) => Promise<void>>>;
