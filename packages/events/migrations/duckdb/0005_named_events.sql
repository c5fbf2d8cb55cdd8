-- Events that are no page views, once more: one event in twenty, so that a question about them need not decode all others.
create table named_events (
  project_id varchar not null,
  project_number uinteger not null,
  event_id bigint not null,
  ts bigint not null,
  kind utinyint not null,
  visitor_id bigint not null,
  session_id bigint not null,
  name varchar not null,
  hostname varchar not null,
  path varchar not null,
  title varchar not null,
  properties varchar not null,
  duration_ms integer
);
insert into named_events select * from events where kind <> 1;
