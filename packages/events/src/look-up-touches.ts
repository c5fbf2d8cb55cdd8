import { hashId } from "./hash.ts";
import { lookUpCanonical, pieces, places } from "./look-up-canonical.ts";
import type { EventStore } from "./store.ts";

/** A visit as something that may have brought a customer. */
export interface Touch {
  /** When it began, milliseconds since the epoch. */
  readonly at: number;
  readonly channel: string;
  readonly source: string;
  readonly medium: string;
  readonly campaign: string;
}

/**
 * Looks up the visits of visitors, under every id that was merged into the same ones: by the ids that were asked for,
 * those without visits left out. In words that every engine understands.
 */
export async function lookUpTouches(
  store: Pick<EventStore, "query">,
  { projectId, visitorIds }: { projectId: string; visitorIds: readonly string[] },
): Promise<Map<string, Touch[]>> {
  const hashed = new Map([...new Set(visitorIds)].map((visitorId) => [visitorId, hashId(projectId, visitorId)]));
  const canonical = await lookUpCanonical(store, projectId, [...hashed.values()]);
  const visits = await lookUpVisitsOf(store, projectId, [
    ...new Set([...hashed.values()].map((id) => canonical.get(id) ?? id)),
  ]);
  const touches = [...hashed].map(([visitorId, id]) => [visitorId, visits.get(canonical.get(id) ?? id)] as const);
  return new Map(touches.flatMap(([visitorId, own]) => (own ? [[visitorId, own]] : [])));
}

async function lookUpVisitsOf(
  store: Pick<EventStore, "query">,
  projectId: string,
  ids: readonly bigint[],
): Promise<Map<bigint, Touch[]>> {
  const found = new Map<bigint, Touch[]>();
  for (const some of pieces(ids)) {
    const rows = await store.query({
      sql: `select visitor_id, started_at, channel, source, utm_medium, utm_campaign from sessions
        where project_id = $1 and visitor_id in (${places(some)}) order by started_at, session_id`,
      values: [projectId, ...some],
    });
    for (const row of rows) {
      const id = BigInt(row.visitor_id ?? 0);
      const touch = {
        at: Number(row.started_at),
        channel: String(row.channel),
        source: String(row.source),
        medium: String(row.utm_medium),
        campaign: String(row.utm_campaign),
      };
      found.set(id, [...(found.get(id) ?? []), touch]);
    }
  }
  return found;
}
