-- What officers and stewards know better than an export: rung 0 of the geocoding ladder.
-- Rows are never overwritten: another answer closes the row (last_batch) and adds one.

-- Where a place text lies, for every case of the landlord that gives this text.
create table geocode_correction (
    landlord     text not null references landlord,
    place        text not null,        -- tidy address | postcode, as every spelling is reduced
    uprn         text,
    point        geometry(Point, 27700),
    role         text check (role in ('incident', 'reported-from', 'alleged-source')),
    first_batch  bigint not null references batch,
    last_batch   bigint references batch,
    primary key (landlord, place, first_batch),
    check ((uprn is null) <> (point is null))
);
create unique index geocode_correction_current on geocode_correction (landlord, place)
    where last_batch is null;

-- What the place of one case is, over what its export says.
create table case_correction (
    landlord     text not null references landlord,
    case_id      uuid not null,
    field        text not null check (field in ('address', 'postcode', 'uprn', 'role')),
    value        text not null,
    first_batch  bigint not null references batch,
    last_batch   bigint references batch,
    primary key (landlord, case_id, field, first_batch)
);
create unique index case_correction_current on case_correction (landlord, case_id, field)
    where last_batch is null;
