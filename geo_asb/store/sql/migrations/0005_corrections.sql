-- Which export of a case counts, quarantine that people can empty, and officers' corrections.

-- Of two exports of one day the file that was first loaded later counts; a file loaded again
-- keeps the place of its first load, so that repeating a load undoes nothing.
alter table batch
    add column first_load     bigint references batch,  -- first batch of this very file
    add column complete       boolean not null default false,  -- holds every case of its days
    add column rows_withdrawn integer not null default 0;      -- gone from a complete export
update batch b
   set first_load = (select min(f.id) from batch f
                      where f.landlord = b.landlord and f.kind = b.kind
                        and f.file_sha256 = b.file_sha256);
create index on batch (landlord, kind, file_sha256);

alter table asb_case
    add column export_order bigint,    -- first_load of the newest file that says this
    add column row_number   integer;   -- as that file's spreadsheet shows it
update asb_case set export_order = first_batch;
alter table asb_case alter column export_order set not null;
create index asb_case_closed on asb_case (landlord, case_id) where last_batch is not null;

alter table reject
    add column id            bigint generated always as identity primary key,
    add column case_id       uuid,     -- the case whose row it is, where the row names one
    add column dismissed_for text,     -- a steward's reason, from a list
    add column dismissed_at  timestamptz,
    add check ((dismissed_for is null) = (dismissed_at is null));
create index on reject (case_id) where case_id is not null;
