-- A client that registered itself (RFC 7591). `metadata` is its registration as JSON, with a sealed client secret, if any.
create table oauth_clients (
  id text not null primary key,
  name text not null,
  redirect_host text not null,
  metadata text not null,
  created_at bigint not null,
  last_used_at bigint
);

-- A connection: what one user allowed one client. Deleting the row ends every token that names it.
create table oauth_grants (
  id text not null primary key,
  user_id text references users (id) on delete cascade,
  client_id text not null references oauth_clients (id) on delete cascade,
  scopes text not null,
  payload text not null,
  created_at bigint not null,
  last_used_at bigint,
  expires_at bigint
);
create index oauth_grants_user on oauth_grants (user_id);
create index oauth_grants_client on oauth_grants (client_id);

create table oauth_grant_projects (
  grant_id text not null references oauth_grants (id) on delete cascade,
  project_id text not null references projects (id) on delete cascade,
  primary key (grant_id, project_id)
);
create index oauth_grant_projects_project on oauth_grant_projects (project_id);

-- Everything short-lived of the authorization server; `id_hash` is the SHA-256 of the token, code or cookie id.
create table oauth_records (
  model text not null,
  id_hash text not null,
  payload text not null,
  grant_id text,
  uid text,
  scopes text,
  audience text,
  consumed_at bigint,
  expires_at bigint,
  created_at bigint not null,
  primary key (model, id_hash)
);
create index oauth_records_grant on oauth_records (grant_id);
create index oauth_records_expiry on oauth_records (expires_at);
create index oauth_records_uid on oauth_records (uid);
