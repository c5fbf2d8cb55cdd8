/** Row types of what the collection of events keeps in the control store; see tables.ts. */
export interface PersonRow {
  /** `hm_usr_…` */
  id: string;
  project_id: string;
  visitor_id: string;
  /** A JSON object, '' for none. */
  traits: string;
  created_at: number;
  updated_at: number;
}

export interface PersonKeyRow {
  project_id: string;
  /** `user`, `email` or `visitor`. */
  kind: string;
  /** A keyed hash of user id or e-mail address, or a visitor id as it came. */
  key: string;
  person_id: string;
  merge_pending: number;
  created_at: number;
}

export interface RefusedEventRow {
  id: string;
  project_id: string;
  /** Time of receipt. */
  at: number;
  reason: string;
  /** What the sender was told. */
  detail: string;
  /** Which endpoint it came to, or `entry` for one that the event store refused. */
  kind: string;
  body: string;
  /** 0 or 1. */
  is_whole: number;
  /** JSON. */
  circumstances: string;
  visitor_id: string | null;
}

export interface RefusedCountRow {
  project_id: string;
  /** Number of the day since the epoch, UTC. */
  day: number;
  reason: string;
  events: number;
}

export interface VisitorSaltRow {
  /** Number of the day since the epoch, UTC. */
  day: number;
  sealed: string;
  created_at: number;
}

export interface PrivacySettingsRow {
  project_id: string;
  /** 0: for good. */
  retention_days: number;
  domain_rule: string;
  signal_rule: string;
  id_rule: string;
  /** A JSON list. */
  excluded_networks: string;
  updated_at: number;
  swept_at: number;
}

export interface ErasureRow {
  id: string;
  project_id: string;
  /** `visitor` or `project`. */
  kind: string;
  /** Sealed; '' when nothing is left to do. */
  subject: string;
  digest: string;
  /** A user; null: the command line. */
  asked_by: string | null;
  asked_at: number;
  due_at: number;
  passes: number;
  done_at: number | null;
  events: number;
  sessions: number;
}
