-- Where contacts were put, the areas they lie in, and the case each belongs to; and what kind of
-- scheme a home is part of. Geometry is EPSG:27700.

alter table contact add column version_id bigint generated always as identity unique;

-- As `location` is for cases: worked out again whenever homes or boundaries change.
create table contact_location (
    version_id   bigint primary key references contact (version_id) on delete cascade,
    role         text not null,
    rung         text not null check (rung in (
        'officer', 'uprn', 'address', 'corrected', 'block', 'near', 'junction', 'street', 'estate',
        'postcode', 'none'
    )),
    home_uprn    text,
    block_uprn   text,
    point        geometry(Point, 27700),
    reason       text not null,
    probability  double precision check (probability between 0 and 1),
    radius_m     double precision check (radius_m >= 0),
    check ((rung = 'none') = (point is null))
);

create table contact_area (
    version_id     bigint not null references contact (version_id) on delete cascade,
    kind           text not null,
    boundary_year  integer not null,
    code           text not null,      -- '' for a place that lies in no such area
    primary key (version_id, kind, boundary_year)
);

-- Which case a contact belongs to, by a rule that can be explained; worked out again by every load
-- that changes a contact, a case or a place.
create table contact_case (
    version_id  bigint primary key references contact (version_id) on delete cascade,
    case_id     uuid,                  -- null: no one case fits
    why         text not null,         -- in a steward's words; quotes nothing
    restricted  boolean not null       -- a case that fits is, chosen or not
);
create index on contact_case (case_id) where case_id is not null;

alter table home
    add column scheme_kind text not null default '' check (scheme_kind in (
        '', 'general needs', 'older people', 'extra care', 'supported', 'temporary', 'key worker',
        'student', 'shared ownership', 'leasehold', 'market rent'
    ));
