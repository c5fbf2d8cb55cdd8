-- Portable between SQLite and Postgres: text ids, integer milliseconds since the epoch, JSON as text, booleans as 0/1.
create table organizations (
  id text not null primary key,
  name text not null,
  plan text not null,
  created_at bigint not null
);

create table users (
  id text not null primary key,
  email text not null unique,
  name text not null,
  password_hash text not null,
  is_operator integer not null,
  created_at bigint not null,
  password_changed_at bigint not null
);

create table user_sessions (
  id_hash text not null primary key,
  user_id text not null references users (id) on delete cascade,
  created_at bigint not null,
  last_seen_at bigint not null,
  expires_at bigint not null,
  user_agent text not null
);
create index user_sessions_user on user_sessions (user_id);
create index user_sessions_expiry on user_sessions (expires_at);

create table projects (
  id text not null primary key,
  organization_id text not null references organizations (id) on delete cascade,
  name text not null,
  domains text not null,
  timezone text not null,
  currency text not null,
  week_start integer not null,
  mcp_enabled integer not null,
  created_at bigint not null
);
create index projects_organization on projects (organization_id);

create table memberships (
  user_id text not null references users (id) on delete cascade,
  project_id text not null references projects (id) on delete cascade,
  role text not null,
  created_at bigint not null,
  primary key (user_id, project_id)
);
create index memberships_project on memberships (project_id);

-- One table for the three kinds of keys. `public_value` holds the text of public keys only: it stands in every page's
-- source anyway, and the tracking snippet shows it again. Secret and personal keys exist as a SHA-256 alone.
create table api_keys (
  id text not null primary key,
  kind text not null,
  access text not null,
  project_id text references projects (id) on delete cascade,
  user_id text references users (id) on delete cascade,
  name text not null,
  secret_hash text not null unique,
  public_value text,
  hint text not null,
  created_by text,
  created_at bigint not null,
  last_used_at bigint,
  revoked_at bigint
);
create index api_keys_project on api_keys (project_id);
create index api_keys_user on api_keys (user_id);

create table settings (
  name text not null primary key,
  value text not null
);

-- Keys of the instance itself (cookie keys, signing keys), sealed with SECRET_KEY.
create table sealed_secrets (
  name text not null primary key,
  sealed text not null,
  created_at bigint not null
);
