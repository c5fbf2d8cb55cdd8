-- What came of an event or a visit before these came themselves; forgotten after two days.
create table waiting_amendments (
  project_id varchar not null,
  subject_id bigint not null,        -- an event where there is a duration, a visitor where there is none
  received_at bigint not null,                -- when it was received
  duration_ms integer
);
