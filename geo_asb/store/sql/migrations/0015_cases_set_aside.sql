-- Cases that an export names in a row its column map declares not to count: cancelled duplicates.

create table case_set_aside (
    batch    bigint not null references batch,
    case_id  uuid not null,  -- from landlord, source and encrypted reference, as in asb_case
    primary key (batch, case_id)
);
create index on case_set_aside (case_id);
