-- Requests and events that were refused, kept for a week so that they can be looked at and sent again. `circumstances`
-- is what the door had learnt beside the body (JSON): classes of device, browser and system, never an address or an
-- agent. `is_whole` is 0 where the body was too long to be kept whole. `visitor_id` is the sender's, where one is named.
create table refused_events (
  id text not null primary key,
  project_id text not null references projects (id) on delete cascade,
  at bigint not null,
  reason text not null,
  detail text not null,
  kind text not null,
  body text not null,
  is_whole integer not null,
  circumstances text not null,
  visitor_id text
);
create index refused_events_project on refused_events (project_id, reason, at);
create index refused_events_visitor on refused_events (project_id, visitor_id);
create index refused_events_at on refused_events (at);

-- How much of a project was left out, by day (its number since the epoch, UTC) and reason.
create table refused_counts (
  project_id text not null references projects (id) on delete cascade,
  day bigint not null,
  reason text not null,
  events bigint not null,
  primary key (project_id, day, reason)
);
create index refused_counts_day on refused_counts (day);
