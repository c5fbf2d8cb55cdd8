import type { DuckDBConnection } from "@duckdb/node-api";

/** The instant of every project's last event. */
export interface LatestEvents {
  /** Undefined while the project has no events. */
  of(projectId: string): number | undefined;
  note(projectId: string, ts: number): void;
}

/** Reads them from the tables. */
export async function readLatestEvents(connection: DuckDBConnection): Promise<LatestEvents> {
  const reader = await connection.runAndReadAll("select project_id, max(ts) from events group by project_id");
  const latest = new Map(reader.getRows().map(([projectId, ts]) => [String(projectId), Number(ts)]));
  return {
    of: (projectId) => latest.get(projectId),
    note: (projectId, ts) => {
      if (ts > (latest.get(projectId) ?? Number.NEGATIVE_INFINITY)) latest.set(projectId, ts);
    },
  };
}
