-- How many apps registered in one minute (its number since the epoch), for each network and for all together: what is
-- counted is the SHA-256 of it. Shared by every node.
create table oauth_registrations (
  key_hash text not null,
  minute bigint not null,
  registrations integer not null,
  primary key (key_hash, minute)
);
create index oauth_registrations_minute on oauth_registrations (minute);
