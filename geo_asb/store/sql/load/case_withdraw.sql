-- Of the current cases of a source, those closed because a complete export newer than what is
-- known of them covers their opened day and has no row of theirs, readable or rejected:
-- how many this batch had just added, and how many stood before.
with withdrawn as (
    update asb_case c
       set last_batch = %(batch)s
      from batch b
     where c.landlord = %(landlord)s and c.source = %(source)s and c.last_batch is null
       and b.landlord = c.landlord and b.kind = c.source and b.complete
       and b.covers @> c.opened_on
       and (b.exported_on, b.first_load) > (c.exported_on, c.export_order)
       and not exists (select from reject r where r.batch = b.id and r.case_id = c.case_id)
    returning c.first_batch
)
select count(*) filter (where first_batch = %(batch)s) as just_added,
       count(*) filter (where first_batch <> %(batch)s) as stood_before
  from withdrawn
