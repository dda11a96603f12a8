-- The monthly run: all that is worked out for one layer and month, kept as rows under one head.
-- A run is replaced whole; what a person decided stands apart and is never changed.
-- Every table is keyed by what it says, not by numbers of its own: equal data, equal rows.

alter table grid
    add column origin_east_m  double precision not null default 0,
    add column origin_north_m double precision not null default 0;

-- Of a run of hot cells: the share of its cases that lie on or beside a home or block, and what a
-- reader must know.
alter table run
    add column placed_share double precision check (placed_share between 0 and 1),
    add column caveats      text[] not null default '{}';

create table month_run (
    id              bigint generated always as identity primary key,
    landlord        text not null references landlord,
    layer           text not null check (layer in ('cases', 'reported', 'police')),
    grid            bigint not null references grid,   -- the one its cells are positions in
    month           date not null check (extract(day from month) = 1),
    method_version  text not null,
    data_version    bytea not null,    -- what was current when it ran
    made_at         timestamptz not null default now(),
    unique (landlord, layer, month)
);

-- One question of a run: what was counted for it, what was left out, and why it was not answered.
create table month_part (
    month_run       bigint not null references month_run on delete cascade,
    part            text not null,
    type_group      text not null,     -- '' for all
    method_version  text not null,
    counted         integer not null check (counted >= 0),
    left_out        integer not null check (left_out >= 0),
    refused         text not null,     -- '' where it was answered
    caveats         text[] not null,
    primary key (month_run, part, type_group)
);

-- Do hot cells stay hot where cells are larger, or lie elsewhere?
create table run_stability (
    month_run       bigint not null references month_run on delete cascade,
    type_group      text not null,
    across_m        double precision not null,         -- of the grid compared with
    origin_east_m   double precision not null,
    origin_north_m  double precision not null,
    hot_cells       integer not null,
    staying         integer not null check (staying between 0 and hot_cells),
    primary key (month_run, type_group, across_m, origin_east_m, origin_north_m)
);

create table hotspot (
    month_run   bigint not null references month_run on delete cascade,
    type_group  text not null,
    key         text not null,         -- the same from month to month while its cells overlap
    name        text not null,         -- its streets, never an estate
    ward        text not null,         -- of most of its cells
    state       text not null check (state in
        ('', 'new', 'growing', 'steady', 'fading', 'on-off', 'over')),
    strong      integer not null,
    likely      integer not null,
    cases       integer not null,
    expected    double precision not null,
    homes       double precision not null,
    addresses   integer not null,
    now         integer not null,      -- cases of the last three months
    before      integer not null,      -- of the same three a year before
    primary key (month_run, type_group, key)
);

create table hotspot_cell (
    month_run   bigint not null references month_run on delete cascade,
    type_group  text not null,
    key         text not null,
    position    integer not null,
    cell_id     text not null,
    primary key (month_run, type_group, key, position)
);

-- What a person made of a hotspot, beside the machine's answer. Rows are added, never changed.
create table hotspot_decision (
    id           bigint generated always as identity primary key,
    landlord     text not null references landlord,
    key          text not null,
    month        date not null,        -- of the run that was decided on
    verdict      text not null check (verdict in ('accept', 'nudge', 'reject')),
    reason       text not null,
    cells_added  text[] not null,
    cells_taken  text[] not null,
    decided_by   text not null,
    decided_at   timestamptz not null,
    check ((verdict = 'nudge') = (cardinality(cells_added) + cardinality(cells_taken) > 0))
);
create index on hotspot_decision (landlord, key, id);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is kept as it was: add a row instead', tg_table_name;
end
$$;
create trigger hotspot_decision_is_kept before update or delete on hotspot_decision
    for each row execute function refuse_change();
