-- When do cases happen? What the monthly run says of weekdays, hours, day and night.

-- For all cases of a layer and for each ward: of how many the time is known, and whether weekday
-- and hour are told.
create table week_times (
    month_run      bigint not null references month_run on delete cascade,
    type_group     text not null,      -- '' for all
    ward           text not null,      -- '' for the whole landlord
    cases          integer not null check (cases > 0),
    unknown        integer not null check (unknown between 0 and cases),
    unknown_share  double precision not null check (unknown_share between 0 and 1),
    refused        text not null,      -- '' where week_band holds its 56 rows
    primary key (month_run, type_group, ward)
);

create table week_band (
    month_run   bigint not null references month_run on delete cascade,
    type_group  text not null,
    ward        text not null,
    weekday     smallint not null check (weekday between 1 and 7),        -- 1 is Monday
    from_hour   smallint not null check (from_hour in (0, 3, 6, 9, 12, 15, 18, 21)),
    weight      double precision not null check (weight >= 0),            -- cases, in parts
    primary key (month_run, type_group, ward, weekday, from_hour)
);

-- Whether a hotspot's cases fall by day (7 am to 7 pm) more or less often than the landlord's.
create table hotspot_hours (
    month_run       bigint not null references month_run on delete cascade,
    type_group      text not null,
    key             text not null,
    by_day          integer not null,
    by_night        integer not null,
    unknown         integer not null,  -- no time, or half of it by day and half by night
    landlord_share  double precision,  -- by day, of all the landlord's cases of known time
    p               double precision,
    adjusted_p      double precision,
    verdict         text not null check (verdict in (
        'mostly by day', 'mostly by night', 'more by day than elsewhere',
        'more by night than elsewhere', 'no clear difference', 'too few to say'
    )),
    primary key (month_run, type_group, key)
);
