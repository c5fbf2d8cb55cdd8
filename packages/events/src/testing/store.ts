import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DuckdbOptions } from "../engines/duckdb/open.ts";
import { openEventStore } from "../open.ts";
import type { EventStore } from "../store.ts";

/** A store in a directory of its own, gone after the test. */
export interface TestStore extends AsyncDisposable {
  readonly store: EventStore;
  readonly options: DuckdbOptions;
}

/** A fresh directory and the options of a small store in it. */
export async function prepareStore(): Promise<AsyncDisposable & { readonly options: DuckdbOptions }> {
  const directory = await mkdtemp(join(tmpdir(), "heliometer-events-"));
  const options: DuckdbOptions = {
    engine: "duckdb",
    path: join(directory, "events.duckdb"),
    memoryMb: 256,
    threads: 2,
    temporaryDirectory: join(directory, "tmp"),
  };
  return { options, [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }) };
}

/** An open store; disposing closes it. */
export async function openTestStore(): Promise<TestStore> {
  const place = await prepareStore();
  const store = await openEventStore(place.options);
  return {
    store,
    options: place.options,
    [Symbol.asyncDispose]: async () => {
      await store.close();
      await place[Symbol.asyncDispose]();
    },
  };
}
