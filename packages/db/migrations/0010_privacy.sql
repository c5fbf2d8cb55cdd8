-- The random numbers under which visitors without an id of their own get one for the day; each is gone 36 hours after the
-- day began. `day` is its number since the epoch, UTC.
create table visitor_salts (
  day bigint not null primary key,
  sealed text not null,
  created_at bigint not null
);

-- What a project has decided about its visitors. A project without a row has decided nothing: see PRIVACY_DEFAULTS.
-- `retention_days` 0 keeps for good. `swept_at`: when what is too old was erased last.
create table privacy_settings (
  project_id text not null primary key references projects (id) on delete cascade,
  retention_days bigint not null,
  domain_rule text not null,
  signal_rule text not null,
  id_rule text not null,
  excluded_networks text not null,
  updated_at bigint not null,
  swept_at bigint not null
);

-- What was asked to be erased, by whom and when. `subject` is sealed, and '' as soon as nothing is left to do; `digest` is
-- a keyed hash of it, under which somebody who knows the id finds that it was done. Projects may be gone: no reference.
create table erasures (
  id text not null primary key,
  project_id text not null,
  kind text not null,
  subject text not null,
  digest text not null,
  asked_by text,
  asked_at bigint not null,
  due_at bigint not null,
  passes integer not null,
  done_at bigint,
  events bigint not null,
  sessions bigint not null
);
create index erasures_due on erasures (done_at, due_at);
create index erasures_project on erasures (project_id, asked_at);
