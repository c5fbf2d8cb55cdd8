-- Who asked what over MCP: a row for each call of a tool, without any value of its arguments or its answer.
-- `project_id` is null where a call is about no single project; a deleted project takes its rows along.
create table mcp_calls (
  id text not null primary key,
  at bigint not null,
  project_id text references projects (id) on delete cascade,
  actor_kind text not null,
  user_id text,
  credential_id text not null,
  client text not null,
  tool text not null,
  arguments_digest text not null,
  row_count integer,
  duration_ms integer not null,
  outcome text not null
);
create index mcp_calls_project on mcp_calls (project_id, at);
create index mcp_calls_at on mcp_calls (at);

-- How often a credential called in one minute (its number since the epoch), summed over the nodes that told so.
create table mcp_call_counts (
  credential text not null,
  minute bigint not null,
  calls integer not null,
  primary key (credential, minute)
);
create index mcp_call_counts_minute on mcp_call_counts (minute);
