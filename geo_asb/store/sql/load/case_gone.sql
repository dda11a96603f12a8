-- Row count: staged cases dropped because this very file was loaded before and a complete export
-- has since taken them out.
delete from staged_case s
 using asb_case c
 where c.landlord = %(landlord)s and c.case_id = s.case_id and c.last_batch is not null
   and (c.exported_on, c.export_order) = (%(exported_on)s, %(export_order)s)
   and not exists (select from asb_case now
                    where now.landlord = c.landlord and now.case_id = c.case_id
                      and now.last_batch is null)
