-- Directories of points: postcodes, and OS Open UPRN. Geometry is EPSG:27700. Kept as the tables of
-- 0003 are: a newer file replaces one postcode or UPRN at a time, of two files the newer wins.

create table postcode (
    landlord     text not null references landlord,
    postcode     text not null check (postcode ~ '^[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}$'),
    point        geometry(Point, 27700) not null,  -- stands for all its addresses, never a home
    quality      smallint check (quality between 1 and 8),  -- as the directory rates it, 1 best
    ended_on     date check (extract(day from ended_on) = 1),  -- month it was taken out of use
    made_on      date not null,
    file_order   bigint not null,
    content      bytea not null,
    first_batch  bigint not null references batch,
    last_batch   bigint references batch
);
create unique index postcode_current on postcode (landlord, postcode) where last_batch is null;

create table uprn_point (
    landlord     text not null references landlord,
    uprn         text not null check (uprn ~ '^[1-9][0-9]{0,11}$'),
    point        geometry(Point, 27700) not null,
    made_on      date not null,
    file_order   bigint not null,
    content      bytea not null,
    first_batch  bigint not null references batch,
    last_batch   bigint references batch
);
create unique index uprn_point_current on uprn_point (landlord, uprn) where last_batch is null;
