import { type Database, gatherWrites, prepareQuery, type RevenueDeliveryRow, rowsOf } from "@heliometer/db";
import { sql } from "kysely";

/** What a delivery to a connection is checked with. In a file it is read beside the transaction that applies others. */
export const findConnectionOf = prepareQuery("revenue-connection", (db, { id }: { id: string }) =>
  db
    .selectFrom("revenue_connections")
    .select(["id", "project_id", "provider", "sealed_signing_secret"])
    .where("id", "=", id),
);

export type NewDelivery = Pick<
  RevenueDeliveryRow,
  "connection_id" | "event_id" | "project_id" | "event_type" | "received_at" | "payload"
>;

const NEW_COLUMNS = {
  connection_id: "text",
  event_id: "text",
  project_id: "text",
  event_type: "text",
  received_at: "bigint",
  payload: "text",
} as const;

/**
 * Stores deliveries; many that come at once share a commit. One that is there already changes nothing, unless it was given
 * up: then somebody has sent it once more to have it tried again. Of a connection that is gone nothing is stored.
 */
export const storeDeliveries = gatherWrites<NewDelivery>(
  (db, rows) => {
    const distinct = [...new Map(rows.map((row) => [`${row.connection_id} ${row.event_id}`, row])).values()];
    return insertDeliveries(db, JSON.stringify(distinct));
  },
  { alsoInFile: true },
);

function insertDeliveries(db: Database, rows: string): Promise<unknown> {
  return sql`insert into revenue_deliveries
      (connection_id, event_id, project_id, event_type, received_at, payload, state, attempts, due_at, reason)
    select row.connection_id, row.event_id, row.project_id, row.event_type, row.received_at, row.payload,
      'waiting', 0, row.received_at, null
    from ${rowsOf<NewDelivery>(db, rows, NEW_COLUMNS)}
    join revenue_connections on revenue_connections.id = row.connection_id
    where true
    on conflict (connection_id, event_id) do update
      set payload = excluded.payload, received_at = excluded.received_at, due_at = excluded.due_at,
        state = 'waiting', attempts = 0, reason = null
      where revenue_deliveries.state = 'given_up'`.execute(db);
}
