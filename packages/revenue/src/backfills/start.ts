import { Conflict, newId } from "@heliometer/core";
import type { ConnectionContext } from "../connections/context.ts";
import { type ConnectionId, findConnection } from "../connections/find.ts";

/**
 * Reads a provider's history, by the API key of the connection. One that failed or was stopped goes on where it was; one
 * that is done begins anew. Needs an admin of the project.
 * @throws Conflict without an API key, and while one is running.
 */
export async function startBackfill(ctx: ConnectionContext, which: ConnectionId): Promise<{ id: string }> {
  await ctx.requireAdmin(which.projectId);
  const connection = await findConnection(ctx, which);
  if (connection.sealed_api_key === null) {
    throw new Conflict("History is read with an API key, which this connection does not have. Enter one first.");
  }
  const newest = await ctx.db
    .selectFrom("revenue_backfills")
    .select(["id", "state"])
    .where("connection_id", "=", connection.id)
    .orderBy("started_at", "desc")
    .executeTakeFirst();
  if (newest?.state === "running") throw new Conflict("The history of this connection is being read already.");
  const now = ctx.clock();
  const anew = { state: "running", attempts: 0, due_at: now, reason: null, updated_at: now, finished_at: null };
  if (newest && newest.state !== "done") {
    await ctx.db.updateTable("revenue_backfills").set(anew).where("id", "=", newest.id).execute();
    return { id: newest.id };
  }
  const id = newId();
  const place = { step: 0, position: null, objects: 0, rejected: 0, started_at: now };
  const owner = { id, connection_id: connection.id, project_id: connection.project_id };
  await ctx.db
    .insertInto("revenue_backfills")
    .values({ ...owner, ...anew, ...place })
    .execute();
  return { id };
}
