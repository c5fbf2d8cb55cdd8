-- The ids of visitors who have become one by merges, the canonical one among them. A canonical id stands for itself, so
-- that one look finds whether an id is another visitor's, and whether a visitor has several.
create table visitor_aliases (
  project_id varchar not null,
  visitor_id bigint not null,
  canonical_id bigint not null
);
