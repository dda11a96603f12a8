-- Row count: staged cases equal to what is stored; the stored row is now as fresh as this export.
with same as (
    delete from staged_case s
     using asb_case c
     where c.landlord = %(landlord)s and c.case_id = s.case_id and c.last_batch is null
       and c.content = s.content
    returning c.version_id, s.row_number
)
update asb_case c
   set exported_on = %(exported_on)s, export_order = %(export_order)s,
       row_number = same.row_number
  from same
 where c.version_id = same.version_id
