import type { Stores } from "../context.ts";

/** Deletes what is kept of a visitor's refused events; part of erasing the visitor. */
export async function forgetRefused(
  { db }: Pick<Stores, "db">,
  { projectId, visitorIds }: { projectId: string; visitorIds: readonly string[] },
): Promise<void> {
  if (visitorIds.length === 0) return;
  await db
    .deleteFrom("refused_events")
    .where("project_id", "=", projectId)
    .where("visitor_id", "in", [...visitorIds])
    .execute();
}
