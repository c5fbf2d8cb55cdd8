import type { DuckDBConnection } from "@duckdb/node-api";

/** How many events there are in all, and when every project's last one was. */
export interface KnownEvents {
  count(): number;
  /** Undefined while the project has no events. */
  latestOf(projectId: string): number | undefined;
  /** Notes one event that has been committed. */
  note(projectId: string, ts: number): void;
  /** Notes a history of a project that has been committed. */
  noteHistory(stored: number, latest: ReadonlyMap<string, number>): void;
}

/** Reads them from the tables. */
export async function readKnownEvents(connection: DuckDBConnection): Promise<KnownEvents> {
  const reader = await connection.runAndReadAll(
    "select project_id, count(*)::double, max(ts)::double from events group by project_id",
  );
  const rows = reader.getRows();
  const latest = new Map(rows.map(([projectId, , ts]) => [String(projectId), Number(ts)]));
  let count = rows.reduce((sum, [, events]) => sum + Number(events), 0);
  const noteLatest = (projectId: string, ts: number) => {
    latest.set(projectId, Math.max(latest.get(projectId) ?? Number.NEGATIVE_INFINITY, ts));
  };
  return {
    count: () => count,
    latestOf: (projectId) => latest.get(projectId),
    note: (projectId, ts) => {
      count += 1;
      noteLatest(projectId, ts);
    },
    noteHistory: (stored, instants) => {
      count += stored;
      for (const [projectId, ts] of instants) noteLatest(projectId, ts);
    },
  };
}
