-- The first house: batches, homes, areas, cases with their places, police reports, cells, runs,
-- releases, people who sign in, and logs. Geometry is EPSG:27700 throughout.
-- Rows of home, asb_case, area and police_report are never overwritten: a change closes the row
-- (last_batch) and adds another, so that a figure recomputes as of its batches.

create extension if not exists postgis;

create table landlord (
    code text primary key check (code ~ '^[a-z][a-z0-9_-]{0,30}$'),
    name text not null
);

create table sharing_agreement (
    landlord   text not null references landlord,
    partner    text not null,
    starts_on  date not null,
    ends_on    date,
    primary key (landlord, partner, starts_on)
);

create table batch (
    id              bigint generated always as identity primary key,
    landlord        text not null references landlord,
    kind            text not null,
    file_name       text not null,
    file_sha256     text not null,
    loader_version  text not null,
    loaded_at       timestamptz not null default now(),
    exported_on     date,              -- newest day the file speaks of; decides which export wins
    covers          daterange,         -- the days the file covers; blank months are outside it
    rows_read       integer not null,
    rows_stored     integer not null,
    rows_unchanged  integer not null,
    rows_rejected   integer not null,
    rows_skipped    jsonb not null,    -- declared reason -> rows
    dropped_columns text[] not null,
    notes           text[] not null,
    printed_totals  jsonb,             -- what the source says it adds up to
    check (rows_read >= rows_stored + rows_unchanged + rows_rejected)
);

create table reject (
    batch        bigint not null references batch,
    row_number   integer not null,
    column_name  text not null,
    reason       text not null
);
create index on reject (batch);

create table home (
    version_id    bigint generated always as identity unique,
    landlord      text not null references landlord,
    uprn          text not null,
    kind          text not null check (kind in ('house', 'flat', 'parent', 'other')),
    subname       text not null,
    name          text not null,
    number        text not null,
    street        text not null,
    locality      text not null,
    town          text not null,
    postcode      text not null,
    parent_uprn   text not null,
    estate        text not null,
    managed       boolean not null,
    storeys       integer,
    tenure        text not null,
    point         geometry(Point, 27700) not null,
    content       bytea not null,      -- hash of everything above; equal content is unchanged
    first_batch   bigint not null references batch,
    last_batch    bigint references batch,
    primary key (landlord, uprn, first_batch)
);
create unique index home_current on home (landlord, uprn) where last_batch is null;
create index on home using gist (point);

create table home_area (
    version_id     bigint not null references home (version_id) on delete cascade,
    kind           text not null,
    boundary_year  integer not null,
    code           text not null,
    primary key (version_id, kind, boundary_year)
);
create index on home_area (kind, boundary_year, code);

create table area (
    landlord       text not null references landlord,
    kind           text not null check (kind in ('ward', 'lsoa', 'estate', 'nap_area', 'borough')),
    boundary_year  integer not null,   -- 0 for estates: they carry no year
    code           text not null,
    name           text not null,
    shape          geometry(MultiPolygon, 27700) not null,
    content        bytea not null,
    first_batch    bigint not null references batch,
    last_batch     bigint references batch,
    primary key (landlord, kind, boundary_year, code, first_batch)
);
create unique index area_current on area (landlord, kind, boundary_year, code)
    where last_batch is null;
create index on area using gist (shape);

create table denominator (
    landlord       text not null references landlord,
    kind           text not null,      -- the kind of area counted, lsoa for instance
    code           text not null,
    homes          integer not null check (homes >= 0),
    source         text not null,      -- the denominator's name and date, printed beside rates
    batch          bigint not null references batch,
    primary key (landlord, kind, code)
);

create table map_feature (
    landlord  text not null references landlord,
    layer     text not null check (layer in ('streets', 'buildings', 'greens')),
    class     text not null,
    name      text not null,
    shape     geometry(Geometry, 27700) not null,
    batch     bigint not null references batch
);
create index on map_feature (landlord, layer);
create index on map_feature using gist (shape);

-- A case, as one export gave it. The reference is encrypted outside the database (AES-SIV):
-- equal references have equal bytes, and the key never comes here.
create table asb_case (
    version_id      bigint generated always as identity primary key,
    landlord        text not null references landlord,
    case_id         uuid not null,     -- from landlord, source and encrypted reference
    source          text not null,
    reference       bytea not null,
    opened_on       date not null,
    closed_on       date,
    severity        text not null check (severity in ('urgent', 'standard', 'low', 'unset')),
    category        text not null,
    status          text not null,
    channel         text not null,
    reporter_kind   text not null,
    tenure_scope    text not null,
    team            text not null,
    hate_flag       boolean not null,
    youth_related   boolean not null,
    restricted      boolean not null,  -- any type of tier 2 or 3, or the hate flag: the whole case
    given_address   text not null,     -- kept so that a later gazetteer can place the case
    given_postcode  text not null,
    given_uprn      text not null,
    role            text not null,
    exported_on     date not null,
    content         bytea not null,
    first_batch     bigint not null references batch,
    last_batch      bigint references batch,
    check (closed_on is null or closed_on >= opened_on)
);
create unique index asb_case_current on asb_case (landlord, case_id) where last_batch is null;
create index on asb_case using brin (opened_on);

create table case_type (
    version_id    bigint not null references asb_case on delete cascade,
    position      smallint not null,
    code          text not null,
    source_label  text not null,
    primary key (version_id, position)
);

create table incident (
    version_id  bigint not null references asb_case on delete cascade,
    position    smallint not null,
    began_at    timestamp not null,    -- local time of the place, as recorded
    ended_at    timestamp,
    has_time    boolean not null,
    primary key (version_id, position)
);

-- Where a case was put. Worked out again whenever homes or boundaries change.
create table location (
    version_id  bigint primary key references asb_case on delete cascade,
    role        text not null,
    rung        text not null check (rung in ('uprn', 'address', 'block', 'postcode', 'none')),
    home_uprn   text,
    block_uprn  text,
    point       geometry(Point, 27700),
    reason      text not null,
    check ((rung = 'none') = (point is null))
);
create index on location using gist (point);

create table case_area (
    version_id     bigint not null references asb_case on delete cascade,
    kind           text not null,
    boundary_year  integer not null,
    code           text not null,      -- '' for a place that lies in no such area
    primary key (version_id, kind, boundary_year)
);
create index on case_area (kind, boundary_year, code);

create table police_report (
    report_id    bigint generated always as identity primary key,
    landlord     text not null references landlord,
    month        date not null check (extract(day from month) = 1),
    force        text not null,
    place        text not null,
    lsoa_code    text not null,        -- the one the file names
    crime_type   text not null,
    point        geometry(Point, 27700),
    occurrence   integer not null,     -- equal rows are separate incidents
    content      bytea not null,
    first_batch  bigint not null references batch,
    last_batch   bigint references batch
);
create unique index police_report_current on police_report (landlord, content)
    where last_batch is null;

create table police_area (
    report_id      bigint not null references police_report on delete cascade,
    kind           text not null,
    boundary_year  integer not null,
    code           text not null,
    primary key (report_id, kind, boundary_year)
);

-- ------------------------------------------------------------------ cells and runs

create table grid (
    id        bigint generated always as identity primary key,
    landlord  text not null references landlord,
    homes_of  text not null check (homes_of in ('gazetteer', 'households')),
    across_m  double precision not null,
    content   bytea not null,          -- hash of cells and homes: the same grid is kept
    basis     text not null,           -- where the homes of a cell come from, in words
    unique (landlord, homes_of, across_m, content)
);

create table cell (
    grid      bigint not null references grid on delete cascade,
    position  integer not null,        -- 0 to n-1 in the order of cell_id
    cell_id   text not null,
    x_m       double precision not null,
    y_m       double precision not null,
    homes     double precision not null,
    addresses integer not null,        -- postal addresses in it: what k counts
    name      text not null,           -- its streets
    ward      text not null,           -- ward of its centre, of the year in force
    shape     geometry(Polygon, 27700) not null,
    primary key (grid, position)
);
create index on cell (grid, cell_id);

create table run (
    id              bigint generated always as identity primary key,
    landlord        text not null references landlord,
    grid            bigint not null references grid,
    layer           text not null check (layer in ('cases', 'reported', 'police')),
    month           date not null,     -- the last month of the window
    window_months   integer not null check (window_months > 0),
    type_group      text not null,     -- '' for all
    method_version  text not null,
    data_version    bytea not null,    -- what was current when it ran
    cases           integer not null,
    tested          integer not null,
    left_out        integer not null,
    dispersion      double precision,
    made_at         timestamptz not null default now(),
    unique (landlord, layer, grid, month, window_months, type_group)
);

create table run_cell (
    run         bigint not null references run on delete cascade,
    position    integer not null,
    cases       integer not null,
    expected    double precision not null,
    score       double precision,
    p           double precision,
    adjusted_p  double precision,
    verdict     text not null check (verdict in ('strong', 'likely', 'not shown')),
    primary key (run, position)
);

-- ------------------------------------------------------------------ releases

create table release (
    id              bigint generated always as identity primary key,
    landlord        text not null references landlord,
    number          integer not null,
    made_at         timestamptz not null default now(),
    data_to         date not null,
    data_version    bytea not null,
    method_version  text not null,
    unique (landlord, number)
);

create table release_shape (
    release   bigint not null references release on delete cascade,
    position  integer not null,
    addresses integer not null check (addresses >= 8),
    shape     geometry(MultiPolygon, 27700) not null,
    primary key (release, position)
);

create table release_class (
    release   bigint not null references release on delete cascade,
    starts    date not null,
    ends      date not null,
    position  integer not null,
    class     smallint not null check (class between 0 and 3),
    primary key (release, starts, position)
);

-- ------------------------------------------------------------------ people and logs

create table patch (
    landlord   text not null references landlord,
    name       text not null,
    ward_year  integer not null,
    wards      text[] not null,
    primary key (landlord, name)
);

create table app_user (
    name           text primary key check (name ~ '^[a-z][a-z0-9._-]{0,60}$'),
    landlord       text not null references landlord,
    role           text not null check (role in
        ('officer', 'author', 'partner', 'public', 'manager', 'performance', 'steward')),
    patch          text,
    password_hash  text not null,
    disabled       boolean not null default false,
    failures       integer not null default 0,
    locked_until   timestamptz,
    foreign key (landlord, patch) references patch (landlord, name)
);

create table session (
    token_sha256  bytea primary key,
    user_name     text not null references app_user on delete cascade,
    created_at    timestamptz not null default now(),
    seen_at       timestamptz not null default now()
);

create table view_log (
    id         bigint generated always as identity primary key,
    at         timestamptz not null default now(),
    user_name  text not null,
    role       text not null,
    level      text not null,
    kind       text not null check (kind in ('view', 'export')),
    question   text not null,
    scope      jsonb not null,
    batches    bigint[] not null
);

create table figure (
    id              text primary key,
    landlord        text not null references landlord,
    question        text not null,
    viewer_grant    jsonb not null,
    scope           jsonb not null,
    batches         bigint[] not null,
    method_version  text not null,
    value           jsonb not null,
    made_at         timestamptz not null default now()
);

create table job (
    id          bigint generated always as identity primary key,
    landlord    text not null references landlord,
    kind        text not null,
    asked_by    text not null,
    arguments   jsonb not null,
    state       text not null check (state in ('waiting', 'running', 'done', 'failed')),
    progress    real not null default 0,
    said        text not null default '',
    made_at     timestamptz not null default now()
);

-- ------------------------------------------------------------------ what readers stand on

-- Cases that may be mapped: current, and no type of tier 2 or 3 anywhere in them.
create view mappable_case as
select c.version_id, c.landlord, c.case_id, c.opened_on, c.closed_on, c.severity, c.reporter_kind,
       c.tenure_scope, c.youth_related, l.role, l.rung, l.home_uprn, l.block_uprn, l.point
  from asb_case c
  left join location l using (version_id)
 where c.last_batch is null and not c.restricted;
