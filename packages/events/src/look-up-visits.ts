import { hashId } from "./hash.ts";
import { lookUpCanonical } from "./look-up-canonical.ts";
import type { EventStore } from "./store.ts";

/** What is on record of one visitor. Instants in milliseconds since the epoch, null while there is no visit. */
export interface VisitsOnRecord {
  readonly visits: number;
  readonly firstAt: number | null;
  /** The last sign of life. */
  readonly lastAt: number | null;
}

/** In words that every engine understands. */
const VISITS = `select count(*) as visits, min(started_at) as first_at, max(last_activity_at) as last_at
  from sessions where project_id = $1 and visitor_id = $2`;

/** Looks up the visits of a visitor, under every id that was merged into the same one. */
export async function lookUpVisits(
  store: Pick<EventStore, "query">,
  { projectId, visitorId }: { projectId: string; visitorId: string },
): Promise<VisitsOnRecord> {
  const hashed = hashId(projectId, visitorId);
  const canonical = await lookUpCanonical(store, projectId, [hashed]);
  const [row] = await store.query({ sql: VISITS, values: [projectId, canonical.get(hashed) ?? hashed] });
  const visits = Number(row?.visits ?? 0);
  if (visits === 0) return { visits, firstAt: null, lastAt: null };
  return { visits, firstAt: Number(row?.first_at), lastAt: Number(row?.last_at) };
}
