-- What the monthly run says of places, pairs of cases, forecasts and rates: rows under month_run.

-- Homes, blocks and public points with repeated cases; the layer says whether they happened there
-- or were reported from there.
create table repeat_place (
    month_run        bigint not null references month_run on delete cascade,
    kind             text not null check (kind in ('home', 'block', 'point')),
    place            text not null,    -- UPRN, or easting_northing of a point
    name             text not null,    -- its street
    ward             text not null,
    homes            integer,          -- of a block
    storeys          integer,
    cases            integer not null,
    most_in_window   integer not null,
    first_on         date not null,
    last_on          date not null,
    median_gap_days  double precision,
    verdict          text not null,
    primary key (month_run, kind, place)
);

create table near_repeat_band (
    month_run   bigint not null references month_run on delete cascade,
    type_group  text not null,
    space_band  text not null,
    day_band    text not null,
    low_m       double precision not null,
    low_days    integer not null,
    observed    bigint not null,
    expected    double precision not null,
    sd          double precision,
    ratio       double precision,
    p           double precision,
    primary key (month_run, type_group, space_band, day_band)
);

-- Cases that belong together in space and time.
create table case_cluster (
    month_run  bigint not null references month_run on delete cascade,
    number     integer not null,       -- in order of the first case
    name       text not null,
    ward       text not null,
    cases      integer not null,
    places     integer not null,
    first_on   date not null,
    last_on    date not null,
    x_m        double precision not null,
    y_m        double precision not null,
    reach_m    double precision not null,
    primary key (month_run, number)
);

-- A case that is withdrawn, or becomes restricted and gets a new version, is read by nobody.
create table case_cluster_case (
    month_run   bigint not null references month_run on delete cascade,
    number      integer not null,
    version_id  bigint not null references asb_case on delete cascade,
    primary key (month_run, number, version_id)
);
create index on case_cluster_case (version_id);

-- Is something new starting? Gatherings that are alive at the end of the month and that chance
-- shows in one run of twenty at most.
create table space_time_alarm (
    month_run        bigint not null references month_run on delete cascade,
    number           integer not null, -- the most striking first
    name             text not null,
    ward             text not null,
    x_m              double precision not null,
    y_m              double precision not null,
    reach_m          double precision not null,
    starts_on        date not null,
    last_on          date not null,
    cases            integer not null,
    expected         double precision not null,
    p                double precision not null,
    recurrence_runs  double precision not null,        -- chance alone shows its like in one of so many
    primary key (month_run, number)
);

create table run_concentration (
    month_run      bigint not null references month_run on delete cascade,
    type_group     text not null,
    kind           text not null check (kind in ('home', 'block', 'cell')),
    places         integer not null,
    cases          integer not null,
    top_places     integer not null,   -- the 5% with most cases
    share          double precision not null,          -- of all cases, that they hold
    by_chance      double precision not null,          -- the same, were all places alike
    chance_low     double precision not null,
    chance_high    double precision not null,
    p              double precision not null,
    gini           double precision not null,
    primary key (month_run, type_group, kind)
);

-- How well the map of the month before foresaw this month, beside two simple rivals.
create table back_test (
    month_run   bigint not null references month_run on delete cascade,
    forecast    text not null check (forecast in
        ('hot cells', 'a year''s cases', 'last month''s counts', 'kernel surface')),
    percent     double precision not null,             -- of the area that may be visited
    cells       integer not null,
    area_share  double precision not null,
    cases       integer not null,
    hit_rate    double precision not null,
    pai         double precision not null,
    pei         double precision not null,
    rri         double precision,      -- null for scores, which are no counts
    primary key (month_run, forecast, percent)
);

-- Cases per 1,000 homes of an area: managed homes and all homes are never mixed in one row.
create table area_rate (
    month_run  bigint not null references month_run on delete cascade,
    kind       text not null check (kind in ('ward', 'estate', 'block')),
    homes_of   text not null check (homes_of in ('all', 'managed')),
    code       text not null,
    cases      integer not null,
    homes      integer not null check (homes > 0),
    storeys    integer,
    rate       double precision,       -- null under 50 homes: counts only
    low        double precision,
    high       double precision,
    shrunk     double precision not null,
    rank       integer,                -- 1 for the highest; null under 50 homes
    rank_low   integer,
    rank_high  integer,
    verdict    text not null,
    primary key (month_run, kind, homes_of, code)
);
