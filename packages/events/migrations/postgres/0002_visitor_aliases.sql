-- The ids of visitors who have become one by merges, the canonical one among them. A canonical id stands for itself, so
-- that one look finds whether an id is another visitor's, and whether a visitor has several.
create table visitor_aliases (
  visitor_id bigint not null primary key,
  canonical_id bigint not null,
  project_id text collate "C" not null
);
create index visitor_aliases_canonical on visitor_aliases (canonical_id);

-- A visitor's events are found by the visits; those that belong to none need an index of their own.
create index events_outside_visits on events (visitor_id) where session_id = 0;
