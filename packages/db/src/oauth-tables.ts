/** Row types of the authorization server; see `tables.ts` for how they are stored. */
export interface OauthClientRow {
  id: string;
  name: string;
  redirect_host: string;
  metadata: string;
  created_at: number;
  last_used_at: number | null;
  /** When the document behind a `client_id` that is an address was last read; null: the client registered itself. */
  document_fetched_at: number | null;
}

export interface OauthGrantRow {
  id: string;
  user_id: string | null;
  client_id: string;
  /** Space-separated, as OAuth writes scopes. */
  scopes: string;
  payload: string;
  created_at: number;
  last_used_at: number | null;
  expires_at: number | null;
}

export interface OauthGrantProjectRow {
  grant_id: string;
  project_id: string;
}

export interface OauthRecordRow {
  model: string;
  id_hash: string;
  payload: string;
  grant_id: string | null;
  uid: string | null;
  /** Access tokens only: space-separated scopes and the audience, so that the token check needs no JSON. */
  scopes: string | null;
  audience: string | null;
  consumed_at: number | null;
  expires_at: number | null;
  created_at: number;
}

/** Registrations of apps in one minute; see the registration limit of `oauth`. */
export interface OauthRegistrationRow {
  key_hash: string;
  /** Number of the minute since the epoch. */
  minute: number;
  registrations: number;
}

/** One step of an attempt to connect; see the step log of `oauth`. */
export interface OauthStepRow {
  id: string;
  /** Joins the steps of one attempt. */
  flow_id: string;
  at: number;
  client_id: string | null;
  client_name: string | null;
  redirect_host: string | null;
  user_id: string | null;
  /** `register`, `authorize`, `consent`, `token`, `refresh`, `revoke` or `other`. */
  step: string;
  /** `ok`, `declined` or `refused`. */
  outcome: string;
  /** An OAuth error code. */
  reason: string | null;
  /** What was wrong, in words, for an operator. */
  detail: string | null;
}
