-- What happened when an app tried to connect, for the page that explains refusals. Plain codes; no token, code or secret.
-- `flow_id` joins the steps of one attempt; once its person is known, all of its steps name them.
create table oauth_steps (
  id text not null primary key,
  flow_id text not null,
  at bigint not null,
  client_id text,
  client_name text,
  redirect_host text,
  user_id text references users (id) on delete cascade,
  step text not null,
  outcome text not null,
  reason text,
  detail text
);
create index oauth_steps_at on oauth_steps (at);
create index oauth_steps_flow on oauth_steps (flow_id);
create index oauth_steps_client on oauth_steps (client_id);
create index oauth_steps_user on oauth_steps (user_id, at);

-- When the document of a client whose id is its address was last read; null: the client registered itself.
alter table oauth_clients add column document_fetched_at bigint;
