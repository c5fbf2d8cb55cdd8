import type { Context } from "../context.ts";

/** How far back a count of calls looks. */
const RECENT_MS = 30 * 86_400_000;

/**
 * Calls over MCP in the last 30 days by credential; those without any are absent. With `projectId` only the calls about
 * that project. Who may know is the caller's question.
 */
export async function countRecentCalls(
  { db, clock }: Pick<Context, "db" | "clock">,
  { credentialIds, projectId }: { credentialIds: readonly string[]; projectId: string | null },
): Promise<ReadonlyMap<string, number>> {
  if (credentialIds.length === 0) return new Map();
  const rows = await db
    .selectFrom("mcp_calls")
    .select((column) => ["credential_id" as const, column.fn.countAll<number>().as("calls")])
    .where("credential_id", "in", credentialIds)
    .where("at", ">", clock() - RECENT_MS)
    .$if(projectId !== null, (query) => query.where("project_id", "=", projectId))
    .groupBy("credential_id")
    .execute();
  return new Map(rows.map(({ credential_id, calls }) => [credential_id, Number(calls)]));
}
