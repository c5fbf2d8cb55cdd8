import type { DuckDBConnection } from "@duckdb/node-api";
import type { Extent } from "../../../postgres-family/conditions.ts";
import { type Session, VISIT_GAP_MS } from "../../../sessions.ts";

/** How long the longest visit of the tables is; it only ever grows. */
export interface LongestVisit {
  /** Notes visits before they are committed, so that no reader sees one that is not noted. */
  note(sessions: readonly Session[]): void;
  /** How far reports have to look around an instant for the events of visits that it lies in. */
  reach(): Pick<Extent, "withinMs" | "beyond">;
}

const WITHIN_MS_MIN = 7_200_000;

/** Reads it from the tables. */
export async function readLongestVisit(connection: DuckDBConnection): Promise<LongestVisit> {
  const reader = await connection.runAndReadAll("select max(last_event_at - started_at)::double from sessions");
  let longestMs = Number(reader.getRows()[0]?.[0] ?? 0);
  return {
    note: (sessions) => {
      for (const { startedAt, lastEventAt } of sessions) longestMs = Math.max(longestMs, lastEventAt - startedAt);
    },
    // Room for two of the longest that one late event joins: a report that began a moment ago is still right.
    reach: () => ({ withinMs: Math.max(WITHIN_MS_MIN, 2 * longestMs + 2 * VISIT_GAP_MS), beyond: false }),
  };
}
