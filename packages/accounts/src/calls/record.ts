import { newId } from "@heliometer/core";
import { inTransaction } from "@heliometer/db";
import type { Stores } from "../context.ts";

/** One call of a tool, as it is kept. No value of its arguments or its answer is part of it. */
export interface CallRecord {
  /** Milliseconds since the epoch when the call began. */
  at: number;
  /** Null where the call is about no single project. */
  projectId: string | null;
  actorKind: string;
  userId: string | null;
  /** Id of the key or of the connection. */
  credentialId: string;
  /** What the client calls itself. */
  client: string;
  tool: string;
  /** Keyed hash of the arguments. */
  argumentsDigest: string;
  /** Null where there was no answer. */
  rowCount: number | null;
  durationMs: number;
  outcome: string;
}

/** Rows in one statement; Postgres takes 65,535 values. */
const ROWS_AT_ONCE = 500;

/** Keeps calls, many at once. Those of a project that was deleted in the meantime are left out. */
export async function recordCalls({ db }: Pick<Stores, "db">, calls: readonly CallRecord[]): Promise<void> {
  for (let start = 0; start < calls.length; start += ROWS_AT_ONCE) {
    const batch = calls.slice(start, start + ROWS_AT_ONCE);
    await inTransaction(db, async (tx) => {
      const named = [...new Set(batch.flatMap(({ projectId }) => projectId ?? []))];
      const known =
        named.length === 0 ? [] : await tx.selectFrom("projects").select("id").where("id", "in", named).execute();
      const living = new Set(known.map(({ id }) => id));
      const rows = batch.filter(({ projectId }) => projectId === null || living.has(projectId)).map(toRow);
      if (rows.length > 0) await tx.insertInto("mcp_calls").values(rows).execute();
    });
  }
}

function toRow(call: CallRecord) {
  return {
    id: newId(),
    at: call.at,
    project_id: call.projectId,
    actor_kind: call.actorKind,
    user_id: call.userId,
    credential_id: call.credentialId,
    client: call.client,
    tool: call.tool,
    arguments_digest: call.argumentsDigest,
    row_count: call.rowCount,
    duration_ms: Math.round(call.durationMs),
    outcome: call.outcome,
  };
}
