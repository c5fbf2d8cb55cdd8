import { join } from "node:path";
import { type EventStore, openEventStore, type QueryRow } from "@heliometer/events";

/** Opens the embedded event store of a product that has stopped. */
export function openStoreOf(dataDirectory: string): Promise<EventStore> {
  return openEventStore({
    engine: "duckdb",
    path: join(dataDirectory, "events.duckdb"),
    memoryMb: 512,
    threads: 2,
    temporaryDirectory: join(dataDirectory, "tmp"),
  });
}

/** `name, times` of every stored event of a project, by name, after its product has stopped. */
export async function readStoredTimes(dataDirectory: string, projectId: string): Promise<QueryRow[]> {
  const store = await openStoreOf(dataDirectory);
  try {
    return await store.query({
      sql: "select name, count(*) as times from events where project_id = $1 group by name",
      values: [projectId],
    });
  } finally {
    await store.close();
  }
}
