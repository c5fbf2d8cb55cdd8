-- Connections of projects to payment providers. What is sealed: the secret under which the provider signs its deliveries,
-- and the key with which its history is read; null where it was not given.
create table revenue_connections (
  id text not null primary key,
  project_id text not null references projects (id) on delete cascade,
  provider text not null,
  name text not null,
  sealed_signing_secret text,
  sealed_api_key text,
  created_by text,
  created_at bigint not null,
  last_delivery_at bigint,
  applied bigint not null,
  refused bigint not null,
  last_refused_at bigint,
  last_refused_reason text
);
create index revenue_connections_project on revenue_connections (project_id);

-- What providers have delivered. `payload` is sealed, and '' as soon as it is applied or given up; the row stays for a
-- while, so that a repeated delivery is known.
create table revenue_deliveries (
  connection_id text not null references revenue_connections (id) on delete cascade,
  event_id text not null,
  project_id text not null,
  event_type text not null,
  received_at bigint not null,
  payload text not null,
  state text not null,
  attempts bigint not null,
  due_at bigint not null,
  reason text,
  primary key (connection_id, event_id)
);
create index revenue_deliveries_due on revenue_deliveries (state, due_at);
create index revenue_deliveries_connection on revenue_deliveries (connection_id, state, received_at);

-- What single objects of a provider say of a payment or a subscription that only several of them together describe.
-- `sealed` is encrypted text about a person, '' for none.
create table revenue_parts (
  project_id text not null references projects (id) on delete cascade,
  provider text not null,
  kind text not null,
  external_id text not null,
  seen_at bigint not null,
  source_id text not null,
  facts text not null,
  sealed text not null,
  primary key (project_id, provider, kind, external_id)
);

-- The names under which parts find each other, such as the payment that a charge and an invoice have in common.
create table revenue_part_keys (
  project_id text not null references projects (id) on delete cascade,
  provider text not null,
  join_key text not null,
  kind text not null,
  external_id text not null,
  primary key (project_id, provider, join_key, kind, external_id)
);
create index revenue_part_keys_part on revenue_part_keys (project_id, provider, kind, external_id, join_key);

-- Runs that read a provider's history. `step` and `position` say which page comes next; each page is stored together with
-- them, so a run that is cut off goes on where it was.
create table revenue_backfills (
  id text not null primary key,
  connection_id text not null references revenue_connections (id) on delete cascade,
  project_id text not null,
  state text not null,
  step bigint not null,
  position text,
  objects bigint not null,
  rejected bigint not null,
  attempts bigint not null,
  due_at bigint not null,
  reason text,
  started_at bigint not null,
  updated_at bigint not null,
  finished_at bigint
);
create index revenue_backfills_connection on revenue_backfills (connection_id, started_at);
create index revenue_backfills_due on revenue_backfills (state, due_at);
