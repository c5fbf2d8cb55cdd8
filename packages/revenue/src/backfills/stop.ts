import type { ConnectionContext } from "../connections/context.ts";
import { type ConnectionId, findConnection } from "../connections/find.ts";

/** Stops reading a provider's history. What was read stays; starting goes on from there. Needs an admin of the project. */
export async function stopBackfill(ctx: ConnectionContext, which: ConnectionId): Promise<void> {
  await ctx.requireAdmin(which.projectId);
  const { id } = await findConnection(ctx, which);
  await ctx.db
    .updateTable("revenue_backfills")
    .set({ state: "stopped", updated_at: ctx.clock() })
    .where("connection_id", "=", id)
    .where("state", "=", "running")
    .execute();
}
