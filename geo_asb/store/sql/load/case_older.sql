-- Row count: staged cases dropped because a newer export of the same case is known, be it stored
-- or already taken out.
delete from staged_case s
 using asb_case c
 where c.landlord = %(landlord)s and c.case_id = s.case_id
   and (c.exported_on, c.export_order) > (%(exported_on)s, %(export_order)s)
