-- Failed sign-ins by what they are counted for (account, address, device): the SHA-256 of it. Shared by every node.
create table sign_in_attempts (
  key_hash text not null primary key,
  failures integer not null,
  last_at bigint not null,
  blocked_until bigint not null
);
create index sign_in_attempts_last on sign_in_attempts (last_at);

-- Browsers that a user has signed in from, by the SHA-256 of a cookie: strangers' failures do not hold them up.
create table known_devices (
  id_hash text not null,
  user_id text not null references users (id) on delete cascade,
  created_at bigint not null,
  last_used_at bigint not null,
  expires_at bigint not null,
  primary key (id_hash, user_id)
);
create index known_devices_user on known_devices (user_id);
create index known_devices_expiry on known_devices (expires_at);

-- A sign-in whose password was right and whose second factor is still to come.
create table sign_in_challenges (
  id_hash text not null primary key,
  user_id text not null references users (id) on delete cascade,
  failures integer not null,
  created_at bigint not null,
  expires_at bigint not null
);
create index sign_in_challenges_expiry on sign_in_challenges (expires_at);

-- An authenticator app (RFC 6238). The secret is sealed with SECRET_KEY; `last_step` is the newest time step that was
-- accepted, so that no code works twice. Until it is confirmed, nobody is asked for it.
create table second_factors (
  user_id text not null primary key references users (id) on delete cascade,
  sealed_secret text not null,
  last_step bigint not null,
  created_at bigint not null,
  confirmed_at bigint
);

create table recovery_codes (
  user_id text not null references users (id) on delete cascade,
  code_hash text not null,
  used_at bigint,
  primary key (user_id, code_hash)
);

-- A one-time link into a project; the link holds the secret, the row its SHA-256.
create table invitations (
  id text not null primary key,
  token_hash text not null unique,
  project_id text not null references projects (id) on delete cascade,
  email text not null,
  role text not null,
  invited_by text references users (id) on delete cascade,
  created_at bigint not null,
  expires_at bigint not null
);
create index invitations_project on invitations (project_id);
create index invitations_expiry on invitations (expires_at);
