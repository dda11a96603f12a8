-- Of the current cases of a source, those closed because an export newer than what is known of
-- them names them in a row that does not count, and in no row that was rejected:
-- how many this batch had just added, and how many stood before.
with withdrawn as (
    update asb_case c
       set last_batch = %(batch)s
      from case_set_aside s join batch b on b.id = s.batch
     where c.landlord = %(landlord)s and c.source = %(source)s and c.last_batch is null
       and s.case_id = c.case_id
       and (b.exported_on, b.first_load) > (c.exported_on, c.export_order)
       and not exists (select from reject r where r.batch = b.id and r.case_id = c.case_id)
    returning c.first_batch
)
select count(*) filter (where first_batch = %(batch)s) as just_added,
       count(*) filter (where first_batch <> %(batch)s) as stood_before
  from withdrawn
