-- Instants are milliseconds since the epoch, UTC. Ids of visitors and sessions are signed 64-bit hashes.
-- Texts are never NULL: '' is "none", so that every engine groups and compares alike.
create table events (
  project_id varchar not null,
  project_number uinteger not null,  -- stands for project_id in this file: compared in a third of the time
  event_id bigint not null,          -- 64-bit hash of the sender's event id: a retried event is found by it
  ts bigint not null,
  kind utinyint not null,            -- 1 page view, 2 custom event of a browser or app, 3 event sent by a server
  visitor_id bigint not null,        -- the canonical visitor, after merges
  session_id bigint not null,        -- 0 for events that belong to no session
  name varchar not null,             -- custom events: their name; page views: ''
  hostname varchar not null,
  path varchar not null,
  title varchar not null,
  properties varchar not null,       -- JSON object, '' if none
  duration_ms integer                -- time on page from its beacon, NULL while none has come
);

-- One row a visit: 30 minutes without activity end it. `prev_at` is the start of the visitor's session before, the
-- first instant of the year 1 if there is none: without NULL it is read in half the time.
create table sessions (
  project_id varchar not null,
  project_number uinteger not null,
  session_id bigint not null,
  visitor_id bigint not null,
  started_at bigint not null,
  first_event_id bigint not null,    -- the event at started_at; of several the one with the smallest id
  last_event_at bigint not null,     -- the last page view or custom event
  last_activity_at bigint not null,  -- beacons and heartbeats included
  -- Left to itself DuckDB may take run lengths for it, which are read at half the speed.
  prev_at bigint not null using compression bitpacking,
  pageviews integer not null,
  custom_events integer not null,
  entry_path varchar not null,
  exit_path varchar not null,
  first_pageview_at bigint,          -- with the id, which page view gave entry_path; NULL without page views
  first_pageview_id bigint,
  last_pageview_at bigint,           -- the same for exit_path
  last_pageview_id bigint,
  hostname varchar not null,
  referrer varchar not null,         -- full address without query
  referrer_host varchar not null,
  source varchar not null,           -- 'Google', 'newsletter', … ; 'Direct / None'
  channel varchar not null,
  utm_source varchar not null,
  utm_medium varchar not null,
  utm_campaign varchar not null,
  utm_term varchar not null,
  utm_content varchar not null,
  country varchar not null,          -- ISO 3166-1 alpha-2
  region varchar not null,
  city varchar not null,
  device varchar not null,           -- desktop, mobile, tablet, …
  browser varchar not null,
  os varchar not null,
  language varchar not null
);

-- One row a visitor, read from the sessions so that there is nothing to keep in step; the first session has the year 1 in prev_at.
create view visitors as
select
  project_id,
  visitor_id,
  min(started_at) as first_seen_at,
  max(last_activity_at) as last_seen_at,
  count(*) as sessions,
  min(source) filter (where prev_at = -62135596800000) as first_source,
  min(channel) filter (where prev_at = -62135596800000) as first_channel
from sessions
group by project_id, visitor_id;
