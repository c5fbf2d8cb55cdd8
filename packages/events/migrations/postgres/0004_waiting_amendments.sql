-- What came of an event or a visit before these came themselves; forgotten after two days.
create table waiting_amendments (
  subject_id bigint not null,        -- an event where there is a duration, a visitor where there is none
  received_at bigint not null,                -- when it was received
  duration_ms integer,
  project_id text collate "C" not null
);
create index waiting_amendments_subject on waiting_amendments (subject_id);
create index waiting_amendments_at on waiting_amendments (project_id, received_at);
