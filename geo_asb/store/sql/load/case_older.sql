-- Row count: staged cases dropped because a newer export of the same case is stored.
delete from staged_case s
 using asb_case c
 where c.landlord = %(landlord)s and c.case_id = s.case_id and c.last_batch is null
   and c.exported_on > s.exported_on
