import { BIGINT, type DuckDBConnection, LIST, listValue } from "@duckdb/node-api";
import { AMENDABLE_MS, type HashedAmendment, type StoredPage } from "../../amendments.ts";
import type { Outcome } from "../../work-out.ts";
import type { WriterMemory } from "./memory/writer-memory.ts";
import { WAITING_AMENDMENTS } from "./tables.ts";
import { writeRows } from "./write-rows.ts";

/** Stored page views with longer durations. */
export async function writePages(connection: DuckDBConnection, pages: readonly StoredPage[]): Promise<void> {
  if (pages.length === 0) return;
  const instants = pages.map(({ ts }) => ts);
  await connection.run(
    `update events set duration_ms = changed.duration_ms
     from (select unnest($1) as event_id, unnest($2) as duration_ms) as changed
     where events.event_id = changed.event_id and ts between ${Math.min(...instants)} and ${Math.max(...instants)}`,
    [listValue(pages.map(({ eventId }) => eventId)), listValue(pages.map(({ durationMs }) => BigInt(durationMs ?? 0)))],
    [LIST(BIGINT), LIST(BIGINT)],
  );
}

/** What waits from now on, and what does no longer. */
export async function writeWaiting(
  connection: DuckDBConnection,
  { removed, added }: Outcome["waiting"],
): Promise<void> {
  if (removed.length > 0) {
    await connection.run(
      `delete from waiting_amendments as waiting
       using (select unnest($1) as subject_id, unnest($2) as received_at, unnest($3) as duration_ms) as gone
       where waiting.subject_id = gone.subject_id and waiting.received_at = gone.received_at
         and coalesce(waiting.duration_ms, -1) = gone.duration_ms`,
      [
        listValue(removed.map(({ subjectId }) => subjectId)),
        listValue(removed.map(({ at }) => BigInt(at))),
        listValue(removed.map(({ durationMs }) => BigInt(durationMs ?? -1))),
      ],
      [LIST(BIGINT), LIST(BIGINT), LIST(BIGINT)],
    );
  }
  await writeRows(connection, WAITING_AMENDMENTS, added);
}

/** Forgets what has waited for long, by the clock of the amendments that come. */
export async function forgetWaiting(
  connection: DuckDBConnection,
  memory: WriterMemory,
  amendments: readonly HashedAmendment[],
): Promise<void> {
  const newest = amendments.reduce((latest, { at }) => Math.max(latest, at), Number.NEGATIVE_INFINITY);
  const since = newest - AMENDABLE_MS;
  if (!memory.waiting.hasBefore(since)) return;
  await connection.run(`delete from waiting_amendments where received_at < ${since}`);
  memory.waiting.removeBefore(since);
}
