-- Money as its sources tell it, the truth that the facts of the event store are derived from. Amounts are integer minor
-- units of `currency` (ISO 4217). `provider` is 'stripe', 'paddle', 'api', …; ids without a note are the provider's own.
-- `seen_at` and `source_id` say which message a row was learnt from last: a later message wins, field by field. `stamps`
-- (JSON, '' for none) holds the same for fields that the last message did not speak of. `sealed` is encrypted text about
-- a person, '' for none; hashes of addresses and user ids are those of person_keys.

-- `id` is derived of project, provider and external id. `external_id` is null for somebody who is known by an e-mail
-- address or by one purchase alone; as soon as a customer with that address is known, `merged_into` is that customer.
create table customers (
  project_id text not null references projects (id) on delete cascade,
  id text not null,
  provider text not null,
  external_id text,
  email_hash text,
  user_hash text,
  visitor_id text,
  currency text,
  sealed text not null,
  merged_into text,
  is_deleted integer not null,
  created_at bigint,
  stored_at bigint not null,
  erased_at bigint,
  seen_at bigint not null,
  source_id text not null,
  stamps text not null,
  primary key (project_id, id)
);
create index customers_email on customers (project_id, email_hash);
create index customers_merged on customers (project_id, merged_into) where merged_into is not null;
create index customers_stored on customers (project_id, stored_at, id);

-- `checkout` (JSON, '' for none) names the visitor who paid. `rate` and `rate_date`: what the amount was converted into
-- the project's currency with, null where nothing was converted.
create table charges (
  project_id text not null references projects (id) on delete cascade,
  provider text not null,
  external_id text not null,
  customer_id text not null,
  amount bigint not null,
  currency text not null,
  status text not null,
  at bigint not null,
  subscription_external_id text,
  checkout text not null,
  sealed text not null,
  rate text,
  rate_date text,
  seen_at bigint not null,
  source_id text not null,
  stamps text not null,
  primary key (project_id, provider, external_id)
);
create index charges_customer on charges (project_id, customer_id);
create index charges_at on charges (project_id, at, external_id);

-- A refund may come before its charge, so nothing refers to that.
create table refunds (
  project_id text not null references projects (id) on delete cascade,
  provider text not null,
  external_id text not null,
  charge_external_id text not null,
  amount bigint not null,
  currency text not null,
  reason text not null,
  status text not null,
  at bigint not null,
  rate text,
  rate_date text,
  seen_at bigint not null,
  source_id text not null,
  primary key (project_id, provider, external_id)
);
create index refunds_charge on refunds (project_id, provider, charge_external_id);

create table subscriptions (
  project_id text not null references projects (id) on delete cascade,
  provider text not null,
  external_id text not null,
  customer_id text not null,
  started_at bigint not null,
  trial_end bigint,
  canceled_at bigint,
  ended_at bigint,
  seen_at bigint not null,
  source_id text not null,
  stamps text not null,
  primary key (project_id, provider, external_id)
);
create index subscriptions_customer on subscriptions (project_id, customer_id);
create index subscriptions_started on subscriptions (project_id, started_at, external_id);

-- What a subscription was from an instant on. `items` is a JSON list, `discount` a JSON object or ''.
create table subscription_states (
  project_id text not null references projects (id) on delete cascade,
  provider text not null,
  subscription_external_id text not null,
  at bigint not null,
  source_id text not null,
  seen_at bigint not null,
  status text not null,
  currency text not null,
  items text not null,
  discount text not null,
  cancel_at bigint,
  rate text,
  rate_date text,
  primary key (project_id, provider, subscription_external_id, at, source_id)
);

-- How a customer may be joined to visitors. `join_kind`: 'visitor', 'user', 'email' (the customer's own) or 'checkout'
-- (told with a charge). `key_kind` and `key` are as in person_keys. `visitor_id` is who was found, null so far.
create table customer_links (
  project_id text not null references projects (id) on delete cascade,
  customer_id text not null,
  join_kind text not null,
  key_kind text not null,
  key text not null,
  visitor_id text,
  linked_at bigint,
  primary key (project_id, customer_id, join_kind, key_kind, key)
);
create index customer_links_key on customer_links (project_id, key_kind, key);
create index persons_updated on persons (updated_at);

-- Whose facts have to be derived again: a customer or a day of spend. `version` grows with every change; facts of an
-- older version never take the place of newer ones. `due_at`: when to derive them once more although nothing changes.
create table revenue_subjects (
  project_id text not null references projects (id) on delete cascade,
  subject text not null,
  version bigint not null,
  projected bigint not null,
  due_at bigint,
  primary key (project_id, subject)
);
create index revenue_subjects_dirty on revenue_subjects (project_id, subject) where projected < version;
create index revenue_subjects_due on revenue_subjects (due_at) where due_at is not null;

-- The currency and the zone that the facts of a project were derived for.
create table revenue_projects (
  project_id text not null primary key references projects (id) on delete cascade,
  currency text not null,
  timezone text not null
);

-- What a project has decided about its money; one without a row has decided nothing: see REVENUE_DEFAULTS.
create table revenue_settings (
  project_id text not null primary key references projects (id) on delete cascade,
  attribution_model text not null,
  window_days bigint not null,
  margin_basis_points bigint not null,
  finite_discounts integer not null,
  updated_at bigint not null
);

-- What was spent on advertising. `row_key` is the external id, or made of day, channel, campaign and currency: a row that
-- comes again takes the place of the one before. `date` is YYYY-MM-DD.
create table spend (
  project_id text not null references projects (id) on delete cascade,
  row_key text not null,
  date text not null,
  channel text not null,
  source text not null,
  medium text not null,
  campaign text not null,
  campaign_id text not null,
  external_id text,
  currency text not null,
  amount bigint not null,
  impressions bigint not null,
  clicks bigint not null,
  rate text,
  rate_date text,
  updated_at bigint not null,
  primary key (project_id, row_key)
);
create index spend_date on spend (project_id, date);

-- One unit of `base` was worth `rate` (a decimal number as text) of `quote` on a day.
create table exchange_rates (
  project_id text not null references projects (id) on delete cascade,
  base text not null,
  quote text not null,
  date text not null,
  rate text not null,
  primary key (project_id, base, quote, date)
);
