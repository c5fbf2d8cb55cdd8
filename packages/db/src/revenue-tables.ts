/** Row types of the money in the control store. Instants are integer milliseconds since the epoch. */
export interface CustomerRow {
  project_id: string;
  /** `hm_cus_…` */
  id: string;
  provider: string;
  /** The provider's id; null: known by an e-mail address or one purchase alone. */
  external_id: string | null;
  /** As in person_keys. */
  email_hash: string | null;
  /** As in person_keys. */
  user_hash: string | null;
  visitor_id: string | null;
  currency: string | null;
  /** JSON of e-mail address, name, user id and metadata, sealed; '' for none. */
  sealed: string;
  /** The customer whose e-mail address this one is known by. */
  merged_into: string | null;
  is_deleted: number;
  /** At the provider. */
  created_at: number | null;
  stored_at: number;
  /** Since then nothing that names the person is stored any more. */
  erased_at: number | null;
  seen_at: number;
  source_id: string;
  /** JSON, '' for none. */
  stamps: string;
}

export interface ChargeRow {
  project_id: string;
  provider: string;
  external_id: string;
  customer_id: string;
  /** Minor units. */
  amount: number;
  currency: string;
  /** `succeeded`, `failed` or `pending`. */
  status: string;
  at: number;
  subscription_external_id: string | null;
  /** JSON of visitor id and hashes of user id and e-mail address, '' for none. */
  checkout: string;
  /** JSON of description and metadata, sealed; '' for none. */
  sealed: string;
  /** Converted with; a decimal number. */
  rate: string | null;
  /** YYYY-MM-DD. */
  rate_date: string | null;
  seen_at: number;
  source_id: string;
  stamps: string;
}

export interface RefundRow {
  project_id: string;
  provider: string;
  external_id: string;
  charge_external_id: string;
  amount: number;
  currency: string;
  /** `refund` or `dispute`. */
  reason: string;
  /** `succeeded`, `reversed`, `pending` or `failed`. */
  status: string;
  at: number;
  rate: string | null;
  rate_date: string | null;
  seen_at: number;
  source_id: string;
}

export interface SubscriptionRow {
  project_id: string;
  provider: string;
  external_id: string;
  customer_id: string;
  started_at: number;
  trial_end: number | null;
  canceled_at: number | null;
  ended_at: number | null;
  seen_at: number;
  source_id: string;
  stamps: string;
}

export interface SubscriptionStateRow {
  project_id: string;
  provider: string;
  subscription_external_id: string;
  at: number;
  source_id: string;
  seen_at: number;
  status: string;
  currency: string;
  /** A JSON list. */
  items: string;
  /** A JSON object, '' for none. */
  discount: string;
  /** When the term that is paid for ends. */
  cancel_at: number | null;
  rate: string | null;
  rate_date: string | null;
}

export interface CustomerLinkRow {
  project_id: string;
  customer_id: string;
  /** `visitor`, `user`, `email` or `checkout`. */
  join_kind: string;
  /** As in person_keys. */
  key_kind: string;
  key: string;
  visitor_id: string | null;
  linked_at: number | null;
}

export interface RevenueSubjectRow {
  project_id: string;
  /** `customer:<id>` or `spend:<YYYY-MM-DD>`. */
  subject: string;
  version: number;
  /** The version that the facts were derived of. */
  projected: number;
  /** When to derive them again in any case. */
  due_at: number | null;
}

export interface RevenueProjectRow {
  project_id: string;
  currency: string;
  timezone: string;
}

export interface RevenueSettingsRow {
  project_id: string;
  attribution_model: string;
  window_days: number;
  /** Hundredths of a percent. */
  margin_basis_points: number;
  /** 1: discounts that end reduce MRR as well. */
  finite_discounts: number;
  updated_at: number;
}

export interface SpendRow {
  project_id: string;
  row_key: string;
  /** YYYY-MM-DD. */
  date: string;
  channel: string;
  source: string;
  medium: string;
  campaign: string;
  campaign_id: string;
  external_id: string | null;
  currency: string;
  amount: number;
  impressions: number;
  clicks: number;
  rate: string | null;
  rate_date: string | null;
  updated_at: number;
}

export interface ExchangeRateRow {
  project_id: string;
  base: string;
  quote: string;
  date: string;
  /** A decimal number: what one unit of `base` is worth in `quote`. */
  rate: string;
}
