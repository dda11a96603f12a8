-- Contacts of a CRM that are not cases, and happenings of timed logs. Both are kept as 0003 says: a
-- newer file replaces one thing at a time, the older rows are closed.

create table contact (
    landlord        text not null references landlord,
    source          text not null,
    contact_id      uuid not null,     -- from landlord, source and encrypted reference
    reference       bytea not null,    -- encrypted outside the database, as those of cases
    received_at     timestamp not null,  -- local time, as recorded
    has_time        boolean not null,
    type_codes      text[] not null,   -- empty where nobody has sorted it yet
    restricted      boolean not null,  -- any type of tier 2 or 3: never on a map
    channel         text not null,
    reporter_kind   text not null,
    team            text not null,
    given_address   text not null,
    given_postcode  text not null,
    given_uprn      text not null,
    role            text not null,
    made_on         date not null,
    file_order      bigint not null,
    content         bytea not null,
    first_batch     bigint not null references batch,
    last_batch      bigint references batch
);
create unique index contact_current on contact (landlord, source, contact_id)
    where last_batch is null;
create index on contact using brin (received_at);

-- A happening that a log tells of a case. The case may be loaded before or after it.
create table logged_incident (
    landlord     text not null references landlord,
    source       text not null,        -- which log
    case_id      uuid not null,
    began_at     timestamp not null,   -- local time, as recorded
    ended_at     timestamp,
    has_time     boolean not null,
    made_on      date not null,
    file_order   bigint not null,
    content      bytea not null,
    first_batch  bigint not null references batch,
    last_batch   bigint references batch
);
create unique index logged_incident_current on logged_incident (landlord, source, case_id, began_at)
    where last_batch is null;
create index on logged_incident (landlord, case_id) where last_batch is null;

-- Every happening of a current case: what its own export told, and what logs tell of it.
create view case_incident with (security_invoker = true) as
select c.version_id, i.began_at, i.ended_at, i.has_time, c.source
  from asb_case c
  join incident i using (version_id)
 where c.last_batch is null
union all
select c.version_id, l.began_at, l.ended_at, l.has_time, l.source
  from asb_case c
  join logged_incident l using (landlord, case_id)
 where c.last_batch is null and l.last_batch is null;
