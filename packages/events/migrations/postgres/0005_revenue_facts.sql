-- Dated facts about money, derived from the records of the control store, which can make them again at any time. Amounts
-- are minor units of the currency. The facts of a subject (a customer, or a calendar day of spend) are replaced together.
create table revenue_subjects (
  subject_id bigint not null primary key, -- 64-bit hash of project and subject
  project_key bigint not null,            -- 64-bit hash of the project: compared faster than the text
  version bigint not null,                -- of the facts; kept when the subject has none any more
  project_id text collate "C" not null,
  subject text collate "C" not null       -- 'customer:…' or 'spend:2026-11-21'
);
create index revenue_subjects_project on revenue_subjects (project_id);

create table revenue_facts (
  project_key bigint not null,
  subject_id bigint not null,
  happened_at bigint not null,
  amount bigint not null,
  counted bigint not null,
  impressions bigint not null,
  lead_ms bigint not null,             -- touch: how long before the first payment; else -1
  lead_before_ms bigint not null,      -- the same of the touch before this one, 2^53 - 1 for the very first
  non_direct_lead_ms bigint not null,  -- the same of the customer's last touch that is not direct, 2^53 - 1 for none
  from_end integer not null,           -- touch: 1 for the last one before the first payment, 2 for the one before; else 0
  from_end_non_direct integer not null, -- the same among the touches that are not direct; else 0
  kind smallint not null,              -- the place of the kind in FACT_KINDS, from 1
  currency text collate "C" not null,
  channel text collate "C" not null,
  source text collate "C" not null,
  medium text collate "C" not null,
  campaign text collate "C" not null
);
create index revenue_facts_subject on revenue_facts (subject_id);
create index revenue_facts_project on revenue_facts (project_key, kind, happened_at) include (subject_id, amount, counted, currency);
