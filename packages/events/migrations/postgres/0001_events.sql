-- The engine keeps its tables in a schema of their own, which is the search path here and in all of its transactions.
-- Instants are milliseconds since the epoch, UTC. Ids of visitors and sessions are signed 64-bit hashes.
-- Texts are never NULL: '' is "none", so that every engine groups and compares alike. Collation "C" compares bytes,
-- which in UTF-8 is the order of code points. Numbers stand first because that leaves no gaps in a row.
create table events (
  event_id bigint not null,          -- 64-bit hash of the sender's event id: a retried event is found by it
  ts bigint not null,
  visitor_id bigint not null,        -- the canonical visitor, after merges
  session_id bigint not null,        -- 0 for events that belong to no session
  duration_ms integer,               -- time on page from its beacon, NULL while none has come
  kind smallint not null,            -- 1 page view, 2 custom event of a browser or app, 3 event sent by a server
  project_id text collate "C" not null,
  name text collate "C" not null default '',       -- custom events: their name; page views: ''
  hostname text collate "C" not null default '',
  path text collate "C" not null default '',
  title text collate "C" not null default '',
  properties text collate "C" not null default ''  -- JSON object, '' if none
) partition by range (ts);

-- One partition a calendar month of UTC, made by the engine before it is needed. What no month takes lies here.
create table events_default partition of events default;

create index events_project_ts on events (project_id, ts);
create index events_custom on events (project_id, ts) where kind in (2, 3);
-- A retried event is found by its id, the events of a visit by the visit's. The ids are unique by the lock under which a
-- project is written: a unique index of a partitioned table would have to hold ts, which a retry may change.
create index events_event_id on events (event_id);
create index events_session_id on events (session_id);

-- One row a visit: 30 minutes without activity end it. `prev_at` is the start of the visitor's session before, the
-- first instant of the year 1 if there is none: without NULL it is read in half the time.
create table sessions (
  session_id bigint not null primary key,
  visitor_id bigint not null,
  started_at bigint not null,
  first_event_id bigint not null,    -- the event at started_at; of several the one with the smallest id
  last_event_at bigint not null,     -- the last page view or custom event
  last_activity_at bigint not null,  -- beacons and heartbeats included
  prev_at bigint not null,
  first_pageview_at bigint,          -- with the id, which page view gave entry_path; NULL without page views
  first_pageview_id bigint,
  last_pageview_at bigint,           -- the same for exit_path
  last_pageview_id bigint,
  pageviews integer not null,
  custom_events integer not null,
  project_id text collate "C" not null,
  entry_path text collate "C" not null default '',
  exit_path text collate "C" not null default '',
  hostname text collate "C" not null default '',
  referrer text collate "C" not null default '',      -- full address without query
  referrer_host text collate "C" not null default '',
  source text collate "C" not null default '',        -- 'Google', 'newsletter', … ; 'Direct / None'
  channel text collate "C" not null default '',
  utm_source text collate "C" not null default '',
  utm_medium text collate "C" not null default '',
  utm_campaign text collate "C" not null default '',
  utm_term text collate "C" not null default '',
  utm_content text collate "C" not null default '',
  country text collate "C" not null default '',       -- ISO 3166-1 alpha-2
  region text collate "C" not null default '',
  city text collate "C" not null default '',
  device text collate "C" not null default '',        -- desktop, mobile, tablet, …
  browser text collate "C" not null default '',
  os text collate "C" not null default '',
  language text collate "C" not null default ''
);

-- Reports without a breakdown read the index alone.
create index sessions_project_started on sessions (project_id, started_at)
  include (session_id, visitor_id, prev_at, last_event_at, last_activity_at, pageviews, custom_events);
create index sessions_project_last_activity on sessions (project_id, last_activity_at);
create index sessions_visitor on sessions (visitor_id);

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
