import { NotFound } from "@heliometer/core";
import type { RevenueConnectionRow } from "@heliometer/db";
import type { ConnectionContext } from "./context.ts";

/** Which connection a verb is about. */
export interface ConnectionId {
  readonly projectId: string;
  readonly connectionId: string;
}

/** @throws NotFound for a connection of another project as for one that does not exist. */
export async function findConnection(
  { db }: Pick<ConnectionContext, "db">,
  { projectId, connectionId }: ConnectionId,
): Promise<RevenueConnectionRow> {
  const row = await db
    .selectFrom("revenue_connections")
    .selectAll()
    .where("project_id", "=", projectId)
    .where("id", "=", connectionId)
    .executeTakeFirst();
  if (row) return row;
  throw new NotFound("There is no such connection in this project.");
}
