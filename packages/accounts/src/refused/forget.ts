import type { Stores } from "../context.ts";

const IDS_AT_ONCE = 500;

/**
 * Deletes what is kept of somebody's refused events: those of their visitor ids, and those that say one of the texts (a
 * user id, an e-mail address). Part of erasing a visitor.
 */
export async function forgetRefused(
  { db }: Pick<Stores, "db">,
  forgotten: { projectId: string; visitorIds: readonly string[]; texts?: readonly string[] },
): Promise<void> {
  const { projectId, visitorIds, texts = [] } = forgotten;
  for (let start = 0; start < visitorIds.length; start += IDS_AT_ONCE) {
    await db
      .deleteFrom("refused_events")
      .where("project_id", "=", projectId)
      .where("visitor_id", "in", visitorIds.slice(start, start + IDS_AT_ONCE))
      .execute();
  }
  // As they stand in JSON, without the quotes.
  const written = [...visitorIds, ...texts].map((text) => JSON.stringify(text).slice(1, -1).toLowerCase());
  const kept = await db
    .selectFrom("refused_events")
    .select(["id", "body"])
    .where("project_id", "=", projectId)
    .execute();
  const says = (body: string) => written.some((text) => body.toLowerCase().includes(text));
  const ids = kept.filter(({ body }) => says(body)).map(({ id }) => id);
  for (let start = 0; start < ids.length; start += IDS_AT_ONCE) {
    await db
      .deleteFrom("refused_events")
      .where("id", "in", ids.slice(start, start + IDS_AT_ONCE))
      .execute();
  }
}
