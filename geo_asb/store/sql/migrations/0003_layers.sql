-- What stands beside the cases: cameras, the plan's actions, activities, inspections, enforcement,
-- lookups between areas, deprivation. Geometry is EPSG:27700.
-- A newer file replaces one thing at a time (one camera, one action, …), all its rows at once:
-- they are closed (last_batch) and the new ones added. `content` is the hash of all rows of the
-- thing; `made_on` the day of the newest file that said so, and of two files the newer wins. Of two
-- made on one day it is the one that first came later: `file_order` is the first batch of the file.

-- A camera in one place and one state, from a day until the day it changed.
create table camera_spell (
    landlord            text not null references landlord,
    camera_id           text not null,
    kind                text not null check (kind in
        ('fixed', 'dome', 'redeployable', 'number plates', 'unknown')),
    owner               text not null,         -- an organisation or a role, never a person
    place               text not null,         -- '' where the camera is in or at a home
    point               geometry(Point, 27700) not null,
    bearing_deg         double precision check (bearing_deg >= 0 and bearing_deg < 360),
    angle_deg           double precision check (angle_deg > 0 and angle_deg <= 360),
    range_m             double precision check (range_m > 0),
    status              text not null check (status in
        ('working', 'out of service', 'removed', 'unknown')),
    starts_on           date,
    until_on            date,                  -- the first day it no longer holds
    image_standard_met  boolean,               -- null: nobody said
    at_home             boolean not null,      -- lent to a household: never on a map
    made_on             date not null,
    file_order          bigint not null,
    content             bytea not null,
    first_batch         bigint not null references batch,
    last_batch          bigint references batch,
    check (until_on > starts_on)
);
create unique index camera_spell_current on camera_spell (landlord, camera_id, starts_on)
    nulls not distinct where last_batch is null;
create index on camera_spell using gist (point) where last_batch is null;

create table activity (
    landlord     text not null references landlord,
    activity_id  text not null,
    kind         text not null check (kind in
        ('litter pick', 'skip day', 'dog campaign', 'youth session', 'patrol', 'camera deployment',
         'target hardening', 'estate improvement', 'partner operation')),
    area         text not null,                -- ward or area as the file names it
    estate       text not null,
    place        text not null,                -- '' where it was done to a home
    point        geometry(Point, 27700),
    starts_on    date not null,
    last_on      date not null,                -- the last day, itself counted
    cost_pounds  numeric check (cost_pounds >= 0),
    at_home      boolean not null,             -- a home was hardened: never on a map
    made_on      date not null,
    file_order   bigint not null,
    content      bytea not null,
    first_batch  bigint not null references batch,
    last_batch   bigint references batch,
    check (last_on >= starts_on)
);
create unique index activity_current on activity (landlord, activity_id) where last_batch is null;
create index on activity using gist (point) where last_batch is null;

-- What readers may draw: neither cameras lent to households nor hardened homes.
create view mappable_camera_spell as
select landlord, camera_id, kind, owner, place, point, bearing_deg, angle_deg, range_m, status,
       starts_on, until_on, image_standard_met
  from camera_spell
 where last_batch is null and not at_home;

create view mappable_activity as
select landlord, activity_id, kind, area, estate, place, point, starts_on, last_on, cost_pounds
  from activity
 where last_batch is null and not at_home;

-- An action of a neighbourhood plan. Any part may be missing: that is a finding about the plan.
create table plan_action (
    landlord       text not null references landlord,
    action_id      text not null,
    plan           text not null,
    area           text not null,
    estate         text not null,
    place          text not null,              -- a street, a block
    issue_given    boolean not null,
    type_groups    text[] not null,            -- empty for a restricted type, which has no group
    youth          boolean not null,           -- the issue names young people
    owner          text not null,              -- a team or role, never a person
    owner_given    boolean not null,           -- true with owner '': one was given and not kept
    partner        text not null,
    partner_given  boolean not null,
    partner_role   text not null,
    starts_on      date,
    last_on        date,                       -- the last day, itself counted
    measure        text not null,
    baseline       double precision,
    target         double precision,
    status         text not null check (status in ('planned', 'live', 'done', 'dropped', 'unset')),
    made_on        date not null,
    file_order     bigint not null,
    content        bytea not null,
    first_batch    bigint not null references batch,
    last_batch     bigint references batch,
    check (last_on >= starts_on)
);
create unique index plan_action_current on plan_action (landlord, action_id)
    where last_batch is null;

create table inspection (
    landlord      text not null references landlord,
    estate        text not null,
    inspected_on  date not null,
    item          text not null,               -- what was rated; 'overall' where not said
    scale         text not null,               -- ratings of two scales are never compared
    rating        text not null,
    made_on       date not null,
    file_order    bigint not null,
    content       bytea not null,
    first_batch   bigint not null references batch,
    last_batch    bigint references batch
);
create unique index inspection_current on inspection (landlord, estate, inspected_on, item)
    where last_batch is null;

create table enforcement (
    landlord     text not null references landlord,
    ward         text not null,                -- code or name as the file gives it
    kind         text not null check (kind in
        ('warning', 'behaviour contract', 'protection warning', 'protection notice', 'injunction',
         'undertaking', 'criminal behaviour order', 'closure', 'tenancy notice', 'possession',
         'mediation', 'fixed penalty')),
    starts_on    date not null,
    last_on      date not null,                -- the last day, itself counted
    times        integer check (times >= 0),   -- null: the publisher withheld a small count
    made_on      date not null,
    file_order   bigint not null,
    content      bytea not null,
    first_batch  bigint not null references batch,
    last_batch   bigint references batch,
    check (last_on >= starts_on)
);
create unique index enforcement_current on enforcement (landlord, ward, kind, starts_on, last_on)
    where last_batch is null;

-- Which areas an area belongs to; many to many. A newer file replaces all links of an area.
create table area_link (
    landlord     text not null references landlord,
    from_kind    text not null,
    from_year    integer not null,             -- 0 for areas that carry no year
    from_code    text not null,
    to_kind      text not null,
    to_year      integer not null,
    to_code      text not null,
    to_name      text not null,
    starts_on    date,
    until_on     date,                         -- the first day it no longer holds
    made_on      date not null,
    file_order   bigint not null,
    content      bytea not null,
    first_batch  bigint not null references batch,
    last_batch   bigint references batch,
    check (until_on > starts_on)
);
create unique index area_link_current on area_link
    (landlord, from_kind, from_year, from_code, to_kind, to_year, to_code, starts_on)
    nulls not distinct where last_batch is null;

create table deprivation (
    landlord       text not null references landlord,
    kind           text not null check (kind in ('lsoa', 'ward')),
    boundary_year  integer not null,
    code           text not null,
    index_year     integer not null,           -- of the index: 2019, 2025
    decile         smallint check (decile between 1 and 10),  -- 1: most deprived tenth of England
    rank           integer check (rank >= 1),                 -- 1: most deprived
    score          double precision,                          -- higher: more deprived
    made_on        date not null,
    file_order     bigint not null,
    content        bytea not null,
    first_batch    bigint not null references batch,
    last_batch     bigint references batch,
    check (coalesce(decile, rank, score) is not null)
);
create unique index deprivation_current on deprivation
    (landlord, kind, boundary_year, code, index_year) where last_batch is null;
