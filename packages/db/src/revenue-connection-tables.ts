// Row types of the connections to payment providers. Instants are integer milliseconds since the epoch.
/** A connection of a project to a payment provider. */
export interface RevenueConnectionRow {
  id: string;
  project_id: string;
  provider: string;
  name: string;
  /** Sealed; null until it is known. */
  sealed_signing_secret: string | null;
  /** Sealed; null where history is not read. */
  sealed_api_key: string | null;
  /** Null: made at the command line. */
  created_by: string | null;
  created_at: number;
  last_delivery_at: number | null;
  /** Deliveries applied so far. */
  applied: number;
  /** Deliveries refused so far for their signature. */
  refused: number;
  last_refused_at: number | null;
  last_refused_reason: string | null;
}

/** A delivery of a provider: the inbox from which it is applied. */
export interface RevenueDeliveryRow {
  connection_id: string;
  event_id: string;
  project_id: string;
  event_type: string;
  received_at: number;
  /** JSON as it came, sealed; '' as soon as it is applied or given up. */
  payload: string;
  /** `waiting`, `applied` or `given_up`. */
  state: string;
  attempts: number;
  /** When it is tried next; the end of a delivery that is not waiting. */
  due_at: number;
  /** Why it was not applied at the last attempt. */
  reason: string | null;
}

/** What one object of a provider says of a payment or a subscription. */
export interface RevenuePartRow {
  project_id: string;
  provider: string;
  kind: string;
  external_id: string;
  seen_at: number;
  source_id: string;
  /** JSON. */
  facts: string;
  /** What of it is about a person, sealed; '' for nothing. */
  sealed: string;
}

/** A name that a part has in common with others. */
export interface RevenuePartKeyRow {
  project_id: string;
  provider: string;
  join_key: string;
  kind: string;
  external_id: string;
}

/** A run that reads a provider's history. */
export interface RevenueBackfillRow {
  id: string;
  connection_id: string;
  project_id: string;
  /** `running`, `done`, `failed` or `stopped`. */
  state: string;
  /** Number of the kind of object that is being read. */
  step: number;
  /** Where its next page begins; null: at the front. */
  position: string | null;
  objects: number;
  rejected: number;
  /** Failed attempts at the next page. */
  attempts: number;
  due_at: number;
  reason: string | null;
  started_at: number;
  updated_at: number;
  finished_at: number | null;
}

export interface RevenueConnectionTables {
  revenue_connections: RevenueConnectionRow;
  revenue_deliveries: RevenueDeliveryRow;
  revenue_parts: RevenuePartRow;
  revenue_part_keys: RevenuePartKeyRow;
  revenue_backfills: RevenueBackfillRow;
}
