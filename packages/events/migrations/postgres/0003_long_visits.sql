-- A visit that crosses an instant began shortly before it, unless it is one of the few long ones. Reports ask for both,
-- the long ones in these very words.
create index sessions_long on sessions (project_id, started_at) where last_event_at - started_at >= 86400000;
