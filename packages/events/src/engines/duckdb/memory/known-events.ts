import type { DuckDBConnection } from "@duckdb/node-api";
import type { Extent } from "../../../postgres-family/conditions.ts";
import { createProjectNumbers, type ProjectNumbers } from "../project-numbers.ts";

/** How many events there are in all, which projects have some, and when every project's last one was. */
export interface KnownEvents {
  /** What a question about a project should know; tables of more events than `piecesAbove` are not small. */
  extent(projectId: string, piecesAbove: number): Pick<Extent, "isSmall" | "projectNumber">;
  readonly numbers: ProjectNumbers;
  /** Undefined while the project has no events. */
  latestOf(projectId: string): number | undefined;
  /** Notes one event that has been committed. */
  note(projectId: string, ts: number): void;
  /** Notes a history of a project that has been committed. */
  noteHistory(stored: number, latest: ReadonlyMap<string, number>): void;
}

/** Reads them from the tables. Numbers that were given out before hold on: no other project ever gets one of them. */
export async function readKnownEvents(
  connection: DuckDBConnection,
  before?: Pick<KnownEvents, "numbers">,
): Promise<KnownEvents> {
  const reader = await connection.runAndReadAll(
    "select project_id, count(*)::double, max(ts)::double, any_value(project_number) from events group by project_id",
  );
  const rows = reader.getRows();
  const latest = new Map(rows.map(([projectId, , ts]) => [String(projectId), Number(ts)]));
  let count = rows.reduce((sum, [, events]) => sum + Number(events), 0);
  const noteLatest = (projectId: string, ts: number) => {
    latest.set(projectId, Math.max(latest.get(projectId) ?? Number.NEGATIVE_INFINITY, ts));
  };
  const numbers =
    before?.numbers ?? createProjectNumbers(rows.map(([projectId, , , number]) => [String(projectId), Number(number)]));
  return {
    numbers,
    extent: (projectId, piecesAbove) => ({ isSmall: count <= piecesAbove, projectNumber: numbers.find(projectId) }),
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
