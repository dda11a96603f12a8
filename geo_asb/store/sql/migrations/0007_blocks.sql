-- Outlines of blocks, MultiPolygon in EPSG:27700, kept as the tables of 0003 are: a newer file
-- replaces one block at a time, of two files the newer wins.

create table block_outline (
    landlord     text not null references landlord,
    uprn         text not null,        -- of the block, as the homes list has it
    name         text not null,
    shape        geometry(MultiPolygon, 27700) not null,
    made_on      date not null,
    file_order   bigint not null,
    content      bytea not null,
    first_batch  bigint not null references batch,
    last_batch   bigint references batch
);
create unique index block_outline_current on block_outline (landlord, uprn)
    where last_batch is null;
create index on block_outline using gist (shape) where last_batch is null;
