-- People whom a project's site or app has named (identify). `visitor_id` is the id that their other ids have become;
-- `traits` is a JSON object that the site sent, '' for none. Neither name nor e-mail address is kept in the clear.
create table persons (
  id text not null primary key,
  project_id text not null references projects (id) on delete cascade,
  visitor_id text not null,
  traits text not null,
  created_at bigint not null,
  updated_at bigint not null
);
create index persons_project on persons (project_id);

-- What a person is found by. `kind` is 'user' or 'email' (then `key` is a keyed hash) or 'visitor' (then it is the id).
-- `merge_pending` is 1 for a visitor whose merge has not been handed to the event store yet.
create table person_keys (
  project_id text not null,
  kind text not null,
  key text not null,
  person_id text not null references persons (id) on delete cascade,
  merge_pending integer not null,
  created_at bigint not null,
  primary key (project_id, kind, key)
);
create index person_keys_person on person_keys (person_id);
-- Two users are two people.
create unique index person_keys_one_user on person_keys (person_id) where kind = 'user';
