import type { ConnectionContext } from "./context.ts";
import { type ConnectionId, findConnection } from "./find.ts";

/**
 * Ends a connection: its secrets go, with deliveries that still wait and with runs that read its history. What was
 * learnt of money stays. Needs an admin of the project.
 */
export async function disconnectProvider(ctx: ConnectionContext, which: ConnectionId): Promise<void> {
  await ctx.requireAdmin(which.projectId);
  const { id } = await findConnection(ctx, which);
  await ctx.db.deleteFrom("revenue_connections").where("id", "=", id).execute();
}
