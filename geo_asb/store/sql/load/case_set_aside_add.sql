-- Row count: cases that this export names in rows that do not count.
insert into case_set_aside (batch, case_id)
select distinct %(batch)s::bigint, case_id from unnest(%(case_ids)s::uuid[]) as named (case_id)
