-- What was brought from other tools: a row for each run of an import, written before its first event. `carries` is
-- `events` or `days` (figures of whole days, of which visits were built). Instants are milliseconds since the epoch;
-- `last_at` lies behind the last event. `own_first_at` is the first event that this product collected itself, as known then.
create table imports (
  id text not null primary key,
  project_id text not null references projects (id) on delete cascade,
  tool text not null,
  carries text not null,
  started_at bigint not null,
  finished_at bigint,
  actor text not null,
  zone text not null,
  first_at bigint not null,
  last_at bigint not null,
  own_first_at bigint,
  rows_read bigint not null,
  rows_refused bigint not null,
  events_stored bigint not null,
  events_known bigint not null,
  left_out text not null
);
create index imports_project on imports (project_id, first_at);

-- The days that were built of figures, each with the figures' digest: other figures for the same day are not added to it.
create table import_days (
  project_id text not null references projects (id) on delete cascade,
  day text not null,
  tool text not null,
  digest text not null,
  import_id text not null,
  primary key (project_id, day)
);
